using System.Text;

namespace Portal.Core;

/// <summary>The container of older Office files, and of encrypted newer ones ([MS-CFB], [MS-OFFCRYPTO] 2.3.4.4).</summary>
internal static class OleFile
{
    public static bool Is(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    /// <summary>A docx with a password: its stream has this name, in the directory's UTF-16.</summary>
    public static bool IsEncryptedPackage(ReadOnlySpan<byte> content) => content.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
}
