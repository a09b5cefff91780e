using System.Net;
using System.Net.Sockets;

namespace Portal.Core;

/// <summary>Who counts as one when requests are counted.</summary>
public static class Networks
{
    /// <summary>The IPv4 address, or the first 64 bits of the IPv6 address: whoever has one of those has 2^64 of them.</summary>
    /// <param name="address">Null counts everybody who has none as one.</param>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "?";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    /// <summary>The same of an address that is written down; what is none counts as null.</summary>
    public static string Of(string? address) => Of(IPAddress.TryParse(address, out var parsed) ? parsed : null);
}
