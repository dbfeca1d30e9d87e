using System.Xml.Linq;

namespace GenAI.Kit.Tests.Core;

public sealed class DocumentationTests
{
    [Fact]
    public void EveryPublicTypeOfTheKitIsDocumented()
    {
        var kit = typeof(NativeBackend).Assembly;
        var documented = XDocument.Load(Path.ChangeExtension(kit.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary")?.Value.Trim().Length > 10)
            .Select(member => (string?)member.Attribute("name")).ToHashSet();
        var types = kit.GetExportedTypes();
        Assert.Contains(typeof(Net<,>), types);
        Assert.DoesNotContain(types, type => !documented.Contains("T:" + type.FullName!.Replace('+', '.')));
    }
}
