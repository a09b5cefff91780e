using System.Text;

namespace Portal.Core;

/// <summary>What a user name may be: 2 to 40 letters of any script, digits, dots, hyphens and underscores.</summary>
/// <remarks>No @, so that no name can be taken for an e-mail address; letters in one of Unicode's equal forms only, so that no two names look and sort the same.</remarks>
public static class UserNames
{
    public const int MinLength = 2;
    public const int MaxLength = 40;

    /// <summary>The name in the form in which it is stored: without blanks around it, full-width letters as plain ones.</summary>
    public static string Normalize(string name)
    {
        try
        {
            return name.Trim().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // half a surrogate pair is no text
            return "";
        }
    }

    public static bool IsValid(string name) =>
        name.Length is >= MinLength and <= MaxLength && name.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_');
}
