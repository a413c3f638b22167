using System.Runtime.InteropServices;

namespace Futwork.Realtime.Turns;

/// <summary>
/// The weights of Silero VAD v6 for one sampling rate, read once from the embedded <c>silero_v6.bin</c> (written by
/// <c>tools/silero</c>) and shared by all detectors.
/// </summary>
internal sealed class SileroWeights
{
    /// <summary>Width of the recurrent state.</summary>
    public const int Hidden = 128;

    /// <summary>Spectra in a chunk.</summary>
    public const int Spectra = 4;

    private static readonly (int Inputs, int Outputs)[] Widths = [(0, 128), (128, 64), (64, 64), (64, Hidden)];
    private static readonly Lazy<SileroWeights> Telephone = new(() => new SileroWeights(filter: 128, skip: 0));
    private static readonly Lazy<SileroWeights> Wideband =
        new(() => new SileroWeights(filter: 256, skip: TensorReader.Length - FloatCount(256)));

    private SileroWeights(int filter, int skip)
    {
        var reader = new TensorReader(skip);
        Filter = filter;
        Bins = filter / 2 + 1;
        var cosines = reader.Read(Bins * filter);
        var sines = reader.Read(Bins * filter);
        Cosines = new Dense(Half(cosines, filter / 2), new float[filter / 2]);
        Sines = new Dense(Half(sines, filter / 2), new float[filter / 2]);
        HighestCosine = Half(cosines, Bins)[^(filter / 2)..];
        Convolutions = [.. Widths.Select(width => ReadConvolution(reader, width.Inputs is 0 ? Bins : width.Inputs, width.Outputs))];
        var matrix = Join(reader.Read(4 * Hidden * Hidden), reader.Read(4 * Hidden * Hidden));
        Recurrent = new Dense(matrix, Add(reader.Read(4 * Hidden), reader.Read(4 * Hidden)));
        OutputRow = reader.Read(Hidden);
        OutputBias = reader.Read(1)[0];
    }

    /// <summary>Samples under one spectrum.</summary>
    public int Filter { get; }

    /// <summary>Frequencies in a spectrum.</summary>
    public int Bins { get; }

    /// <summary>Windowed cosines of all frequencies but the highest, over the sum of the two samples at each distance from the middle.</summary>
    public Dense Cosines { get; }

    /// <summary>Windowed sines, over their difference.</summary>
    public Dense Sines { get; }

    /// <summary>The cosine of the highest frequency.</summary>
    public float[] HighestCosine { get; }

    /// <summary>The encoder: convolutions over three neighbouring frames.</summary>
    public IReadOnlyList<Dense> Convolutions { get; }

    /// <summary>LSTM gates i, f, g, o: 512 outputs of (input, hidden).</summary>
    public Dense Recurrent { get; }

    /// <summary>The last layer.</summary>
    public float[] OutputRow { get; }

    /// <summary>Its bias.</summary>
    public float OutputBias { get; }

    /// <summary>The weights for a rate of 8000 or 16000.</summary>
    public static SileroWeights For(int sampleRate) => sampleRate switch
    {
        8000 => Telephone.Value,
        16000 => Wideband.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "Silero VAD hears 8000 or 16000 samples per second."),
    };

    private static int FloatCount(int filter)
    {
        var bins = filter / 2 + 1;
        var encoder = Widths.Sum(width => width.Outputs * (3 * (width.Inputs is 0 ? bins : width.Inputs) + 1));
        return 2 * bins * filter + encoder + 8 * Hidden * (Hidden + 1) + Hidden + 1;
    }

    // Samples 1 to the middle of each row: the others mirror them.
    private float[] Half(float[] rows, int count) => [.. Enumerable.Range(0, count).SelectMany(row => rows.AsSpan((row * Filter) + 1, Filter / 2).ToArray())];

    // Stored as [output][input][tap]; wanted as [output][tap][input], so that neighbouring frames are one input.
    private static Dense ReadConvolution(TensorReader reader, int inputs, int outputs)
    {
        var stored = reader.Read(outputs * inputs * 3);
        var matrix = new float[stored.Length];
        for (var row = 0; row < outputs; row++)
            for (var input = 0; input < inputs; input++)
                for (var tap = 0; tap < 3; tap++)
                    matrix[(row * 3 + tap) * inputs + input] = stored[(row * inputs + input) * 3 + tap];
        return new Dense(matrix, reader.Read(outputs), rectified: true);
    }

    private static float[] Join(float[] input, float[] hidden)
    {
        var joined = new float[input.Length + hidden.Length];
        for (var row = 0; row < 4 * Hidden; row++)
        {
            input.AsSpan(row * Hidden, Hidden).CopyTo(joined.AsSpan(2 * row * Hidden));
            hidden.AsSpan(row * Hidden, Hidden).CopyTo(joined.AsSpan((2 * row + 1) * Hidden));
        }

        return joined;
    }

    private static float[] Add(float[] left, float[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private sealed class TensorReader(int position)
    {
        private static readonly float[] All = Load();
        private int _position = position;

        public static int Length => All.Length;

        public float[] Read(int count)
        {
            var tensor = All.AsSpan(_position, count).ToArray();
            _position += count;
            return tensor;
        }

        private static float[] Load()
        {
            using var stream = typeof(SileroWeights).Assembly.GetManifestResourceStream("silero_v6.bin")
                ?? throw new InvalidOperationException("The assembly holds no silero_v6.bin; tools/silero writes it.");
            var floats = new float[stream.Length / sizeof(float)];
            stream.ReadExactly(MemoryMarshal.AsBytes(floats.AsSpan()));
            return floats;
        }
    }
}
