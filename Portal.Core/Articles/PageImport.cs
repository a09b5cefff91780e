namespace Portal.Core;

public sealed class PageImport;
