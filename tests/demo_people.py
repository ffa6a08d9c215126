"""Who are the people of the demo, as journeys meet them? Signed in over HTTP, asking as front ends do."""

import httpx

PASSWORD = "a journey of its own"
PAGE = """query($n: Int!, $a: String) {
  contacts(first: $n, after: $a) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
}"""


class Person:
    """Somebody of the demo, at the API."""

    def __init__(self, address: str, name: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=30)
        self.http.get("/auth/browser/v1/config").raise_for_status()
        self.http.post(
            "/auth/browser/v1/auth/login",
            json={"username": name, "password": PASSWORD},
            headers={"X-CSRFToken": self.http.cookies["csrftoken"]},
        ).raise_for_status()

    def text(self, query: str, /, **variables: object) -> str:
        answer = self.http.post("/graphql", json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        return answer.text

    def ask(self, query: str, /, **variables: object) -> dict:
        answer = httpx.Response(200, text=self.text(query, **variables)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def contacts(self, size: int = 50) -> list[str]:
        """Return the ids of all contacts this person sees, a page at a time."""
        ids: list[str] = []
        after, more = None, True
        while more:
            page = self.ask(PAGE, n=size, a=after)["contacts"]
            ids += [node["id"] for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert page["totalCount"] == len(ids) == len(set(ids))
        return ids
