using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What becomes of the essays of somebody whose account goes.</summary>
internal static class EssayAnonymity
{
    /// <summary>Lets go of whoever deletes the account: drafts go, essays that were sent keep number and text and lose the person.</summary>
    public static async Task ForgetAsync(PortalDb db, int memberId)
    {
        var essays = await db.Essays.Where(e => e.MemberId == memberId).ToListAsync();
        db.Essays.RemoveRange(essays.Where(e => e.SentRevisionId is null));
        var sent = essays.Where(e => e.SentRevisionId is not null).ToList();
        foreach (var essay in sent)
            (essay.MemberId, essay.Coauthors, essay.Writer) = (null, [], null);
        var ids = sent.ConvertAll(e => e.Id);
        foreach (var revision in await db.EssayRevisions.Where(r => ids.Contains(r.EssayId)).ToListAsync())
        {
            revision.Authors = [];
            // the originals may name their makers inside
            foreach (var file in revision.Files)
                file.OriginalHash = file.Hash;
        }

        await db.EssayFiles.Where(f => ids.Contains(f.EssayId)).ExecuteUpdateAsync(f => f.SetProperty(x => x.OriginalHash, x => x.Hash));
        foreach (var certificate in await db.Certificates.Where(c => ids.Contains(c.EssayId)).ToListAsync())
            (certificate.Names, certificate.RevokedUtc) = ("", certificate.RevokedUtc ?? DateTime.UnixEpoch);
        db.ResultLetters.RemoveRange(await db.ResultLetters.Where(l => ids.Contains(l.EssayId)).ToListAsync());
    }
}
