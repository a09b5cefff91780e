namespace Portal.Web.Shared;

/// <summary>What <see cref="Icon"/> can draw.</summary>
public enum IconName
{
    Search,
    Pause,
    Elder,
    Contrast,
    Speak,
    Print,
    Link,
    QrCode,
    File,
    People,
    Key,
    Check,
    Open,
    Plus,
    Pen,
    Scales,
    Mail,
    Bell,
    Close,
    Chart,
    Record,
    Machine,
    Calendar,
    Feed,
}
