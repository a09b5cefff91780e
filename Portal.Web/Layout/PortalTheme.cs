using MudBlazor;

namespace Portal.Web.Layout;

/// <summary>The colours, faces and edges of <c>wwwroot/css/tokens.css</c> for MudBlazor. A test keeps both equal; change the tokens first.</summary>
public static class PortalTheme
{
    private static readonly string[] Sans = ["PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"];
    private static readonly string[] Serif = ["Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", "STSong", "Microsoft YaHei", "serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), Colours.Light),
        PaletteDark = Fill(new PaletteDark(), Colours.Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px", DrawerWidthRight = "560px", DrawerMiniWidthLeft = "88px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "1rem", LineHeight = "1.7", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Serif, FontSize = "var(--t-h1)", FontWeight = "700", LineHeight = "1.45", LetterSpacing = "normal" },
            H2 = new H2Typography { FontFamily = Serif, FontSize = "var(--t-h2)", FontWeight = "700", LineHeight = "1.45", LetterSpacing = "normal" },
            H3 = new H3Typography { FontFamily = Serif, FontSize = "var(--t-h3)", FontWeight = "700", LineHeight = "1.45", LetterSpacing = "normal" },
            H4 = new H4Typography { FontFamily = Serif, FontSize = "var(--t-h4)", FontWeight = "700", LineHeight = "1.45", LetterSpacing = "normal" },
            H5 = new H5Typography { FontFamily = Sans, FontSize = "var(--t-h4)", FontWeight = "500", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "var(--t-md)", FontWeight = "500", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "var(--t-md)", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "var(--t-sm)", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "var(--t-sm)", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "1rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
        },
    };

    private static T Fill<T>(T palette, Colours c)
        where T : Palette
    {
        palette.Primary = c.Accent;
        palette.PrimaryDarken = c.AccentStrong;
        palette.PrimaryLighten = c.AccentSoft;
        palette.PrimaryContrastText = c.OnAccent;
        palette.Secondary = c.Ink2;
        palette.SecondaryContrastText = c.Paper;
        palette.Tertiary = c.Ink3;
        palette.TertiaryContrastText = c.Paper;
        palette.Error = c.Danger;
        palette.ErrorContrastText = c.OnDanger;
        palette.Warning = c.Warn;
        palette.WarningContrastText = c.Paper;
        palette.Info = c.Info;
        palette.InfoContrastText = c.Paper;
        palette.Success = c.Accent;
        palette.SuccessContrastText = c.OnAccent;
        palette.Background = c.Paper;
        palette.Surface = c.Paper;
        palette.BackgroundGray = c.Panel;
        palette.AppbarBackground = c.Paper;
        palette.DrawerBackground = c.Paper;
        palette.AppbarText = c.Ink;
        palette.DrawerText = c.Ink2;
        palette.DrawerIcon = c.Ink2;
        palette.TextPrimary = c.Ink;
        palette.TextSecondary = c.Ink2;
        palette.TextDisabled = c.Ink3;
        palette.ActionDisabled = c.Ink3;
        palette.ActionDisabledBackground = c.Well;
        palette.ActionDefault = c.Ink2;
        palette.LinesDefault = c.Rule;
        palette.Divider = c.Rule;
        palette.TableLines = c.Rule;
        palette.LinesInputs = c.Control;
        palette.TableHover = c.Panel;
        palette.OverlayDark = c.Scrim;
        palette.HoverOpacity = 0;
        return palette;
    }

    /// <summary>The colour tokens, in the order of the style sheet.</summary>
    internal sealed record Colours(
        string Paper, string Panel, string Well, string Ink, string Ink2, string Ink3, string Rule, string Control, string Accent, string AccentStrong,
        string AccentSoft, string OnAccent, string Danger, string OnDanger, string Warn, string Info, string Scrim)
    {
        public static Colours Light { get; } = new(
            "#ffffff", "#f4f6f5", "#e8edeb", "#16211d", "#414e49", "#58655f", "#d4dcd8", "#76847e", "#0e5a4b", "#08443a",
            "#e2efea", "#ffffff", "#a8241c", "#ffffff", "#7d4b00", "#27527f", "rgba(16, 28, 24, .45)");

        public static Colours Dark { get; } = new(
            "#121715", "#1a211e", "#26302c", "#e6ebe8", "#bdc8c3", "#9faca6", "#303b36", "#7c8c85", "#7fcbb5", "#a8dfcf",
            "#1b352e", "#06231b", "#ff9d92", "#2b0704", "#e9ba6b", "#9dc4ed", "rgba(0, 0, 0, .6)");
    }
}
