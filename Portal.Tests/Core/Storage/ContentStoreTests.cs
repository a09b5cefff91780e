using System.Security.Cryptography;
using System.Text;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ContentStore _store;

    public ContentStoreTests() => _store = new ContentStore(Path.Combine(_folder.Path, "content"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Put_SameBytes_SameName()
    {
        var bytes = Encoding.UTF8.GetBytes("街角的长椅");

        var first = await _store.PutAsync(bytes, Token);
        var second = await _store.PutAsync(bytes, Token);
        var other = await _store.PutAsync(Encoding.UTF8.GetBytes("街角的长椅。"), Token);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), first);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_store.Find(first)!, Token));
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Put_SameBytesAtOnce_LeavesOneWholeFile()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.PutAsync(bytes, Token), Token)));

        var name = Assert.Single(names.Distinct());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_store.Find(name)!, Token));
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Put_NoBytes_IsAFileToo()
    {
        var name = await _store.PutAsync(ReadOnlyMemory<byte>.Empty, Token);

        Assert.Empty(await File.ReadAllBytesAsync(_store.Find(name)!, Token));
    }

    [Fact]
    public async Task Find_TricksWithTheName_FindNothing()
    {
        var name = await _store.PutAsync(Encoding.UTF8.GetBytes("秘密"), Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "portal.db"), "x", Token);
        string[] tricks =
        [
            "", "a", "..", "../../x", "../portal.db", "../../../../../../../../etc/passwd", _store.Find(name)!, $"{name[..2]}/{name}", $"../{name[..2]}/{name}",
            name.ToUpperInvariant(), name[..63], name + "0", $"{name} ", $"{name}\n", $"{name[..63]}/", $"{name[..60]}/../", $"{name[..63]}\0",
            name[..62] + "..", new string('０', 64), new string('.', 64), new string('/', 64), new string('g', 64),
        ];

        Assert.All(tricks, trick => Assert.Null(_store.Find(trick)));
        Assert.Null(_store.Find(new string('0', 64)));
        Assert.NotNull(_store.Find(name));
    }

    [Fact]
    public async Task Find_WhatAKilledProcessLeft_IsNotThere()
    {
        var bytes = Encoding.UTF8.GetBytes("半个文件");
        var name = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var place = Path.Combine(_folder.Path, "content", name[..2]);
        Directory.CreateDirectory(place);
        var left = Path.Combine(place, $"{name}.{Guid.NewGuid():N}.part");
        await File.WriteAllTextAsync(left, "半", Token);

        Assert.Null(_store.Find(name));
        Assert.Null(_store.Find(Path.GetFileName(left)));

        Assert.Equal(name, await _store.PutAsync(bytes, Token));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_store.Find(name)!, Token));
    }

    [Fact]
    public async Task MediaFind_Address_NeedsAKnownTypeAndAWholeName()
    {
        var media = new Media(_store);
        var name = await _store.PutAsync(Encoding.UTF8.GetBytes("<svg/>"), Token);

        Assert.Equal((_store.Find(name)!, "image/svg+xml"), media.Find($"{name}.svg")!.Value);
        Assert.Equal("image/png", media.Find($"{name}.png")!.Value.Type);
        Assert.Equal("image/jpeg", media.Find($"{name}.jpg")!.Value.Type);
        Assert.Equal("image/webp", media.Find($"{name}.webp")!.Value.Type);
        Assert.All(
            (string[])["", ".", ".svg", name, $"{name}.", $"{name}.html", $"{name}.SVG", $"{name}.svg.html", $"{name}.html.svg", $"../{name}.svg", $"{new string('0', 64)}.svg"],
            file => Assert.Null(media.Find(file)));
    }

    [Fact]
    public async Task MediaFind_NameWithAFolder_FindsNothing()
    {
        var media = new Media(_store);
        var hash = await _store.PutAsync(Encoding.UTF8.GetBytes("a,b"), Token);

        Assert.NotNull(media.Find(hash, "名单.csv"));
        Assert.Null(media.Find(hash, "../名单.csv"));
        Assert.Null(media.Find("../x", "名单.csv"));
    }
}
