using System.Globalization;
using System.Text;
using System.Xml;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Following;

/// <summary>Writes feeds as Atom, RFC 4287: the whole text of each entry, with every address in full.</summary>
internal sealed class AtomFeed(PortalLinks links, SiteSettings site, Core.Media media)
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    // a feed of the longest texts there can be would have tens of megabytes; what is over this has its summary only
    private const int MaxText = 2_000_000;

    /// <param name="feed">What is in it.</param>
    /// <param name="self">Its own path.</param>
    /// <param name="page">Path of the page that shows the same.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="subtitle">A line on what it is about; may be empty.</param>
    public byte[] Write(CatalogueFeed feed, string self, string page, string title, string? subtitle)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, Languages.Chinese);
            Text(xml, "id", links.Tag + self.TrimStart('/'));
            Text(xml, "title", title);
            if (!string.IsNullOrEmpty(subtitle))
                Text(xml, "subtitle", subtitle);
            Text(xml, "updated", At(feed.ChangedUtc));
            Link(xml, "self", links.Of(self), "application/atom+xml");
            Link(xml, "alternate", links.Of(page), "text/html");
            Text(xml, "icon", links.Of("/favicon.svg"));
            Author(xml, site.Name, links.Home);
            var left = MaxText;
            foreach (var entry in feed.Entries)
                Entry(xml, entry, ref left);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private void Entry(XmlWriter xml, FeedEntry entry, ref int left)
    {
        var path = entry.Kind == Content.Articles ? PortalUrls.Article(entry.Id) : PortalUrls.Notice(entry.Id);
        xml.WriteStartElement("entry", Atom);
        if (entry.Language != Languages.Chinese)
            xml.WriteAttributeString("xml", "lang", null, entry.Language);
        Text(xml, "id", links.Tag + path.TrimStart('/'));
        Text(xml, "title", entry.Title);
        Text(xml, "published", At(entry.PublishedUtc));
        Text(xml, "updated", At(entry.UpdatedUtc));
        Link(xml, "alternate", links.Of(path), "text/html");
        Author(xml, entry.Author ?? site.Name);
        if (entry.Column is { } column)
            Category(xml, column.Slug, column.Name);
        else
            Category(xml, "notices", "通知公告");
        foreach (var tag in entry.Tags)
            Category(xml, tag, tag);
        Text(xml, "summary", entry.Summary);
        if (entry.Picture is { } picture && media.Find(picture.File) is { } file)
            Link(xml, "enclosure", links.Of(PortalUrls.Media(picture)), file.Type, new FileInfo(file.Path).Length);
        if ((left -= entry.Body.Html.Length) >= 0)
        {
            xml.WriteStartElement("content", Atom);
            xml.WriteAttributeString("type", "html");
            xml.WriteString(Xml.Clean(entry.Body.ToAbsolute(links, path)));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, Xml.Clean(text));

    private static void Author(XmlWriter xml, string name, string? address = null)
    {
        xml.WriteStartElement("author", Atom);
        Text(xml, "name", name);
        if (address is not null)
            Text(xml, "uri", address);
        xml.WriteEndElement();
    }

    private static void Category(XmlWriter xml, string term, string label)
    {
        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", Xml.Clean(term));
        xml.WriteAttributeString("label", Xml.Clean(label));
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string rel, string address, string type, long? length = null)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("type", type);
        if (length is { } bytes)
            xml.WriteAttributeString("length", bytes.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    private static string At(DateTime utc) => Xml.At(utc);
}
