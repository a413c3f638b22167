// Reads {"secret", "headers", "body"} as one JSON document from standard input; prints "valid" or "invalid: why".
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  new Webhook(secret).verify(body, headers);
  console.log("valid");
} catch (error) {
  console.log(`invalid: ${error.message}`);
}
