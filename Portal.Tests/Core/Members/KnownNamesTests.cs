using System.Diagnostics;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Alone, so that no other test makes one of two equal things slower.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QuietMachine
{
    public const string Name = "quiet machine";
}

/// <summary>Nobody can find out by a watch who is a member. ASVS 5.0, 6.3.8.</summary>
[Collection(QuietMachine.Name)]
public sealed class KnownNamesTests : IAsyncLifetime
{
    private const string Password = "街角的长椅坐着三个人";
    private const double Tolerance = 0.1;

    // a machine that is busy with other tests may disturb a round; a leak shows in every one
    private const int Rounds = 6;

    private TestPortal _portal = null!;
    private int _network;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(realHashes: true);
        Assert.True((await _portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", Password))).IsDone);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public Task SignIn_KnownAndUnknownName_TakeTheSameTime() => CompareAsync(9, (known, i) =>
        _portal.Get<SignIns>().SignInAsync(new SignInAttempt(known ? "fang" : $"niemand{i}", "falsch", false, Somewhere())));

    [Fact]
    public Task Forgot_KnownAndUnknownName_TakeTheSameTime() => CompareAsync(60, (known, i) =>
        _portal.Get<Credentials>().ForgotPasswordAsync(Actor.Visitor, known ? "fang" : $"niemand{i}", Somewhere()));

    [Fact]
    public Task Register_KnownAndUnknownAddress_TakeTheSameTime() => CompareAsync(9, (known, i) => _portal.Get<Members>().RegisterAsync(
        Actor.Visitor, new NewRegistration("neu", known ? "fang@qinghe.example" : $"neu{i}@qinghe.example", Password, "新人", null, null, true, "zh-Hans"), Somewhere()));

    private async Task CompareAsync(int pairs, Func<bool, int, Task> ask)
    {
        // the first calls compile
        for (var i = 0; i < 3; i++)
        {
            await ask(true, -i);
            await ask(false, -i);
        }

        var seen = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var times = (Known: new List<double>(), Unknown: new List<double>());
            for (var i = 0; i < pairs; i++)
            {
                // or the known one would get no further mails, which is quicker
                _portal.Time.Advance(TimeSpan.FromMinutes(61));
                // now one first, now the other
                foreach (var known in (bool[])[i % 2 == 0, i % 2 != 0])
                {
                    var began = Stopwatch.GetTimestamp();
                    await ask(known, (round * pairs) + i);
                    (known ? times.Known : times.Unknown).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            var (a, b) = (Median(times.Known), Median(times.Unknown));
            if (Math.Abs(a - b) <= Tolerance * Math.Max(a, b))
                return;
            seen.Add($"{a:0.00} ms and {b:0.00} ms");
        }

        Assert.Fail($"Known and unknown names differ: {string.Join("; ", seen)}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // each from another network, so that nobody has to wait
    private Caller Somewhere() => new($"10.{++_network / 250}.{_network % 250}.1");
}
