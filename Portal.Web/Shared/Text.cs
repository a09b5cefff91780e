namespace Portal.Web.Shared;

/// <summary>Names the resource file of everything people read. Its keys are the Chinese sentences; <c>Text.en.resx</c> holds the English ones.</summary>
public sealed class Text;
