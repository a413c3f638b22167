"""What the contract's Python sample needs of the package of this name, for machines that do not have it."""
import json as _json
import urllib.error
import urllib.request


class _Response:
    def __init__(self, answer):
        self.status_code = answer.status
        self._body = answer.read()

    def json(self):
        return _json.loads(self._body)


def post(url, headers=None, json=None):
    body = _json.dumps(json, allow_nan=False).encode()
    request = urllib.request.Request(url, data=body, headers=headers or {}, method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return _Response(answer)
    except urllib.error.HTTPError as answer:
        return _Response(answer)
