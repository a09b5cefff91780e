using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Portal.Web.Api;

/// <summary>The description of the interface, made from the endpoints themselves.</summary>
internal static class ApiDescription
{
    private const string Introduction =
        """
        Everything public on this site, for programs: articles, notices, member units, essay contests and their results. Reading only; no key, no sign-in.

        Lists come in parts: send `next` as `cursor` to go on. What is published in the meantime does not shift the part that follows.
        Every answer has an `ETag`: send it back as `If-None-Match` and get `304` while nothing has changed.
        One address may ask 120 times a minute; beyond that the answer is `429` and says in `Retry-After` how many seconds to wait.
        Moments are UTC. Texts are in Chinese unless a property says otherwise. What goes wrong is described as in RFC 7807.
        """;

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Columns"] = "The columns that articles stand in.",
        ["Articles"] = "What the society publishes.",
        ["Notices"] = "Announcements to everybody.",
        ["Member units"] = "Organisations that are members.",
        ["Contests"] = "Essay contests and who won them.",
    };

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith(PortalUrls.Api[1..], StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("Api", "", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, context, _) =>
        {
            var site = context.ApplicationServices.GetRequiredService<Site>().Settings;
            var links = context.ApplicationServices.GetRequiredService<PortalLinks>();
            document.Info = new OpenApiInfo
            {
                Title = site.NameEn.Length > 0 ? site.NameEn : site.Name,
                Version = "1",
                Description = Introduction,
                Contact = new OpenApiContact { Name = site.Name, Url = new Uri(links.Contact) },
                License = new OpenApiLicense { Name = "See the site's terms", Url = new Uri(links.Of(PortalUrls.Page("copyright"))) },
            };
            document.Servers = [new OpenApiServer { Url = links.Home.TrimEnd('/') }];
            // nobody has to say who he is
            document.Security = [new OpenApiSecurityRequirement()];
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
                tag.Description = Tags.GetValueOrDefault(tag.Name ?? "");
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, _, _) =>
        {
            // the serializer would read a number out of a text as well, but it never writes one
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                Describe(parameter);
            return Task.CompletedTask;
        });
    });

    /// <summary>Says what an endpoint is for and what it can answer.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="id">Its name in clients made from the description.</param>
    /// <param name="tag">Among which it is listed.</param>
    /// <param name="summary">A sentence.</param>
    /// <param name="takesInput">It has parameters that can be wrong.</param>
    /// <param name="isOne">It gives one thing, which may not be there.</param>
    public static RouteHandlerBuilder Described<T>(this RouteHandlerBuilder endpoint, string id, string tag, string summary, bool takesInput = false, bool isOne = false)
    {
        endpoint.WithName(id).WithTags(tag).WithSummary(summary).Produces<T>().Produces(StatusCodes.Status304NotModified);
        if (takesInput)
            endpoint.ProducesValidationProblem();
        if (isOne)
            endpoint.ProducesProblem(StatusCodes.Status404NotFound);
        return endpoint.ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    // the endpoints read them as text, to be able to say what is wrong
    private static void Describe(OpenApiParameter parameter)
    {
        (parameter.Schema, parameter.Example) = parameter.Name switch
        {
            "limit" => (new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100", Default = JsonValue.Create(Catalogue.UsualLimit) }, JsonValue.Create(50)),
            "since" => (new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, JsonValue.Create("2026-11-23T07:00:00Z")),
            "column" => (parameter.Schema, JsonValue.Create("news")),
            "tag" => (parameter.Schema, JsonValue.Create("邻里")),
            "id" => (parameter.Schema, JsonValue.Create(1)),
            _ => (parameter.Schema, parameter.Example),
        };
    }
}
