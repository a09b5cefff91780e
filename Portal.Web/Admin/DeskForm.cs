using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Portal.Web.Admin;

/// <summary>The script that keeps the fields of a notice or an article, as the page around it speaks with it.</summary>
internal sealed class DeskForm(IJSRuntime js, string address) : IAsyncDisposable
{
    private IJSObjectReference? _form;
    private bool _isGone;

    /// <summary>Begins anew with the fields that stand there now.</summary>
    /// <param name="root">What holds the fields.</param>
    /// <param name="heading">Gets the focus, if any does.</param>
    public async Task MountAsync(ElementReference root, ElementReference? heading)
    {
        try
        {
            await LeaveAsync();
            await using var module = await js.InvokeAsync<IJSObjectReference>("import", address);
            _form = await module.InvokeAsync<IJSObjectReference>("mount", root);
            if (heading is { } first)
                await first.FocusAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException || (e is JSException && _isGone))
        {
            // the editor has left, or has closed it before it had opened
        }
    }

    /// <summary>Fields were changed by the page itself.</summary>
    public async Task TouchedAsync()
    {
        if (_form is not null)
            await _form.InvokeVoidAsync("touched");
    }

    /// <summary>True when the server has all fields.</summary>
    public async Task<bool> FlushAsync() => _form is not null && await _form.InvokeAsync<bool>("flush");

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        try
        {
            await LeaveAsync();
        }
        catch (JSDisconnectedException)
        {
            // the page is gone, and the script has sent what was left
        }
    }

    private async Task LeaveAsync()
    {
        if (_form is null)
            return;
        await _form.InvokeVoidAsync("dispose");
        await _form.DisposeAsync();
        _form = null;
    }
}
