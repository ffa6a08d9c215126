"""How is a call refused? With Stripe's words: a status, a type, a code, and the parameter that it is about."""

from typing import Any

from billing.simulator.store import Json

DOCUMENTATION = "https://docs.stripe.com/error-codes"


class ApiError(Exception):
    """A refusal. Nothing is changed, unless it `keeps` what was written before it, as a declined attempt is."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",  # noqa: A002  # Stripe's word
        keeps: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.keeps = status, keeps
        self.error: Json = {"message": message, "type": type} | {name: said for name, said in more.items() if said}
        if code := more.get("code"):
            self.error["doc_url"] = f"{DOCUMENTATION}/{code.replace('_', '-')}"

    @property
    def body(self) -> Json:
        """{"error": {"message": "No such customer: 'x'", "type": "invalid_request_error", …}}."""
        return {"error": self.error}


def missing(kind: str, id: str, *, param: str | None = None) -> ApiError:  # noqa: A002  # Stripe's word
    """No object has this id: 404 if it is in the address (no `param`), 400 if it is in a parameter."""
    noun = {"test_helpers.test_clock": "test clock", "payment_method": "PaymentMethod"}.get(kind, kind)
    return ApiError(
        f"No such {noun.replace('_', ' ')}: '{id}'",
        status=400 if param else 404,
        code="resource_missing",
        param=param or "id",
    )


def unknown_parameter(name: str) -> ApiError:
    """A parameter that the call does not take, or that nobody here has needed yet."""
    return ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def missing_parameter(name: str) -> ApiError:
    """A parameter without which the call means nothing."""
    return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def invalid(name: str, why: str, *, code: str | None = None) -> ApiError:
    """A value that cannot be."""
    return ApiError(why, code=code, param=name)


def unauthorized(message: str) -> ApiError:
    """No key, or one of another kind."""
    return ApiError(message, status=401)


def declined(code: str, decline_code: str | None, message: str, **more: Any) -> ApiError:
    """The card's bank said no."""
    return ApiError(message, status=402, type="card_error", keeps=True, code=code, decline_code=decline_code, **more)
