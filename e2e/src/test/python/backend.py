"""A backend that uses the released library `cent`, driven by lines of JSON on stdin.

    backend.py API_URL API_KEY

in:  {"publish": {"channel": "news:a", "data": 1}}, {"batch": [{"publish": {...}}, ...]}
out: {"result": {...}} or {"error": code}, a line for each
"""

import json
import sys

import cent


def request(command):
    [(method, fields)] = command.items()
    name = "".join(part.capitalize() for part in method.split("_")) + "Request"
    if method == "batch":
        return method, cent.BatchRequest(requests=[request(each)[1] for each in fields])
    return method, getattr(cent, name)(**fields)


def main():
    url, key = sys.argv[1:]
    with cent.Client(url, key) as client:
        for line in sys.stdin:
            method, wanted = request(json.loads(line))
            try:
                result = getattr(client, method)(wanted)
                answer = {"result": result.model_dump(serialize_as_any=True)}
            except cent.CentApiResponseError as e:
                answer = {"error": e.code}
            print(json.dumps(answer), flush=True)


main()
