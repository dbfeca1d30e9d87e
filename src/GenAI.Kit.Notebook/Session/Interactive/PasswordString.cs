namespace Microsoft.DotNet.Interactive;

/// <summary>A secret that no display shows.</summary>
public sealed class PasswordString(string password)
{
    public string GetClearTextPassword() => password;

    public override string ToString() => new('*', 8);
}
