using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        // each filter of the log, newest first: SQLite keeps the row's number in every index
        builder.HasIndex(a => a.ActorId);
        builder.HasIndex(a => a.Action);
        builder.HasIndex(a => a.Subject);
        builder.HasIndex(a => a.AtUtc);
    }
}
