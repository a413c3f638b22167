using System.Text.Json;
using System.Text.Json.Serialization;

namespace Futwork.Simulator.Personas;

/// <summary>The personas of a line: who answers at which number.</summary>
internal sealed class PersonaBook
{
    private readonly Dictionary<string, Persona> _byNumber;
    private readonly Persona _default;

    private PersonaBook(IReadOnlyList<Persona> personas, string whoAnswers)
    {
        Personas = [.. personas.Select(p => p.Like is { } like ? Shared(p, Named(personas, like)) : p)];
        _byNumber = Personas.ToDictionary(p => p.Number);
        _default = Named(Personas, whoAnswers);
    }

    /// <summary>Who answers unless told otherwise.</summary>
    public const string Interested = "interested";

    /// <summary>All of them.</summary>
    public IReadOnlyList<Persona> Personas { get; }

    /// <summary>The personas that come with the simulator.</summary>
    /// <param name="whoAnswers">The name of the one behind every number that is nobody's own.</param>
    /// <exception cref="PersonaException">There is nobody of that name.</exception>
    public static PersonaBook BuiltIn(string whoAnswers = Interested)
    {
        using var stream = typeof(PersonaBook).Assembly.GetManifestResourceStream("personas.json")!;
        return new PersonaBook(JsonSerializer.Deserialize(stream, PersonaJson.Default.IReadOnlyListPersona)!, whoAnswers);
    }

    /// <summary>Reads personas from a file of the same form as personas.json.</summary>
    /// <exception cref="PersonaException">It holds no personas; says where and what is wrong.</exception>
    public static PersonaBook Load(string file, string whoAnswers)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return new PersonaBook(JsonSerializer.Deserialize(stream, PersonaJson.Default.IReadOnlyListPersona) ?? [], whoAnswers);
        }
        catch (JsonException e)
        {
            throw new PersonaException($"{file} does not hold a list of personas: {e.Message}", e);
        }
    }

    /// <summary>Who answers at a number.</summary>
    public Persona At(string number) =>
        number.Length >= 2 && _byNumber.TryGetValue(number[^2..], out var persona) ? persona : _default;

    private static Persona Shared(Persona persona, Persona like) => persona with { Replies = like.Replies, Otherwise = like.Otherwise };

    private static Persona Named(IReadOnlyList<Persona> personas, string name) =>
        personas.FirstOrDefault(p => p.Name == name) ?? throw new PersonaException(
            $"There is no persona '{name}'. There are: {string.Join(", ", personas.Select(p => p.Name))}.");
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<Persona>))]
internal sealed partial class PersonaJson : JsonSerializerContext;
