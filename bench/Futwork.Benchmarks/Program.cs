using System.Globalization;
using Futwork.Benchmarks.Calls;
using Futwork.Benchmarks.Media;

const string Help = """
    Measurements of Futwork. Each prints what it measured; bench/README.md holds the last table.

      media [calls] [seconds]    what a call costs the media engine, and how evenly its packets leave (100 calls, 10 s)
      calls [calls] [seconds]    whole conversations at once, everything real but recogniser and voice (100 calls, 20 s)
    """;

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

switch (args.FirstOrDefault())
{
    case "media":
        Console.WriteLine(await MediaBench.Run(Number(1, 100), Number(2, 10)));
        return 0;
    case "calls":
        Console.WriteLine(await CallsBench.RunAsync(Number(1, 100), Number(2, 20)));
        return 0;
    case "far-end":
        return await FarEnd.RunAsync();
    default:
        Console.WriteLine(Help);
        return args.FirstOrDefault() is null or "--help" or "-h" ? 0 : 2;
}
