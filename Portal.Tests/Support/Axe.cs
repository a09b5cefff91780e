using Deque.AxeCore.Commons;

namespace Portal.Tests.Support;

/// <summary>What axe is asked. By itself it leaves out what WCAG 2.2 has added: targets of 24 pixels.</summary>
internal static class Axe
{
    public static AxeRunOptions Everything { get; } = new() { Rules = new() { ["target-size"] = new() { Enabled = true } } };

    /// <summary>What an edition can change, which is another style on the same markup.</summary>
    public static AxeRunOptions Style { get; } = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"] } };
}
