namespace Futwork.Agents;

/// <summary>The agent in the API document.</summary>
internal static class AgentExample
{
    public const string Json =
        """
        {
          "name": "Appointment reminder",
          "definition": {
            "language": "en-IN",
            "variables": [{"name": "customer_name"}, {"name": "place", "default": "our office"}],
            "flow": {
              "steps": [
                {"name": "greet", "say": "Hello {{customer_name}}, will you come to {{place}} tomorrow?",
                 "listen": {"yes": "thanks", "no": "sorry"}},
                {"name": "thanks", "say": "Thank you, see you there.", "end": {"disposition": "Confirmed"}},
                {"name": "sorry", "say": "That is a pity. Goodbye.", "end": {"disposition": "Declined"}}
              ]
            },
            "dispositions": [{"name": "Confirmed"}, {"name": "Declined"}]
          }
        }
        """;
}
