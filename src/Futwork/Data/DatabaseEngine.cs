namespace Futwork.Data;

/// <summary>The engines the platform runs on.</summary>
internal enum DatabaseEngine
{
    /// <summary>An embedded file: one node.</summary>
    Sqlite,

    /// <summary>A server shared by any number of nodes.</summary>
    Postgres,
}
