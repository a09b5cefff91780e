using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The database's own refusal to change the log. Whoever takes it away is seen by <see cref="AuditLog.VerifyAsync"/>.</summary>
internal static class AuditGuard
{
    private static readonly string[] Fixed = ["Id", "AtUtc", "ActorId", "Action", "Subject", "WhoDigest", "WhatDigest", "PreviousHash", "Hash"];

    private const string ActorIsGone = """(OLD."ActorId" <> 0 AND NOT EXISTS (SELECT 1 FROM "AspNetUsers" WHERE "Id" = OLD."ActorId"))""";

    private const string SubjectIsGone = """(OLD."Subject" LIKE 'member/_%' AND NOT EXISTS (SELECT 1 FROM "AspNetUsers" WHERE "Id" = CAST(substr(OLD."Subject", 8) AS INTEGER)))""";

    /// <summary>Puts the guard up, unless it stands.</summary>
    public static async Task StandAsync(PortalDb db, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlRawAsync(
            """CREATE TRIGGER IF NOT EXISTS "AuditKept" BEFORE DELETE ON "AuditEntries" BEGIN SELECT RAISE(ABORT, 'the audit log is kept'); END""", cancellation);
        // also against INSERT OR REPLACE, which deletes without asking the trigger above
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE TRIGGER IF NOT EXISTS "AuditAppended" BEFORE INSERT ON "AuditEntries" WHEN EXISTS (SELECT 1 FROM "AuditEntries" WHERE "Id" >= NEW."Id")
            BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
            """, cancellation);
        // the one change there is: what AuditTrail.ForgetAsync does, about members who have left
        var personal = string.Join(", ", AuditTrail.Personal.Select(a => $"'{a}'"));
#pragma warning disable EF1002 // made of constants alone
        await db.Database.ExecuteSqlRawAsync(
            $"""
            CREATE TRIGGER IF NOT EXISTS "AuditFixed" BEFORE UPDATE ON "AuditEntries" WHEN NOT (
                {Unchanged(Fixed)}
                AND (({Unchanged("ActorName", "Address", "WhoSalt")})
                    OR (NEW."ActorName" = '' AND NEW."Address" IS NULL AND NEW."WhoSalt" IS NULL AND ({ActorIsGone} OR (OLD."ActorId" = 0 AND {SubjectIsGone}))))
                AND (({Unchanged("Detail", "Before", "After", "WhatSalt")})
                    OR (NEW."Detail" IS NULL AND NEW."Before" IS NULL AND NEW."After" IS NULL AND NEW."WhatSalt" IS NULL
                        AND OLD."Action" IN ({personal}) AND ({ActorIsGone} OR {SubjectIsGone}))))
            BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END
            """, cancellation);
#pragma warning restore EF1002
    }

    private static string Unchanged(params string[] columns) => string.Join(" AND ", columns.Select(c => $"NEW.\"{c}\" IS OLD.\"{c}\""));
}
