namespace Futwork.Leads.Imports;

/// <summary>The rows of a file from some row on, in portions. Where it cannot be read on, the rows before that are still told.</summary>
/// <param name="path">The file.</param>
/// <param name="format">What it is said to be.</param>
/// <param name="skip">Rows that are passed over, the header among them.</param>
internal sealed class ImportRows(string path, string format, long skip) : IDisposable
{
    /// <summary>What is said of an import whose file cannot be read on.</summary>
    public const string Uncounted = "How many rows follow cannot be told.";

    /// <summary>Of one portion, which is held in memory.</summary>
    private const long MostLetters = 1 << 24;

    /// <summary>What a cell takes there beside its text, in letters: spreadsheets may write thousands of empty ones in each row.</summary>
    private const int LettersOfCell = 4;

    private readonly IEnumerator<string[]> _rows = ImportFile.Rows(path, format).GetEnumerator();
    private bool _begun;

    /// <summary>Why the file cannot be read on; null as long as it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next rows, at most so many, or fewer that are long or wide; none at the end, and where it cannot be read on.</summary>
    public IReadOnlyList<string[]> Next(int most)
    {
        var (rows, letters) = (new List<string[]>(most), 0L);
        if (!_begun)
            Skip();
        while (rows.Count < most && letters < MostLetters && MoveNext())
        {
            rows.Add(_rows.Current);
            foreach (var cell in _rows.Current)
                letters += cell.Length + LettersOfCell;
        }

        return rows;
    }

    /// <summary>How many rows there are still; null when it cannot be read to its end.</summary>
    public long? CountRest()
    {
        var rest = 0L;
        if (!_begun)
            Skip();
        while (MoveNext())
            rest++;
        return Fault is null ? rest : null;
    }

    public void Dispose() => _rows.Dispose();

    private void Skip()
    {
        _begun = true;
        for (var passed = 0L; passed < skip && MoveNext(); passed++)
        {
        }
    }

    private bool MoveNext()
    {
        try
        {
            return Fault is null && _rows.MoveNext();
        }
        catch (InvalidDataException exception)
        {
            Fault = exception.Message;
            return false;
        }
    }
}
