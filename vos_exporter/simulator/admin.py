"""The admin API: faults on demand at run time, for whoever reaches the simulator over loopback."""

import ipaddress
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vos_exporter.simulator.plant import EVERY_OBJECT, Spelling
from vos_exporter.simulator.world import World

Action = Callable[[World, dict[str, Any]], Any]


class BadCommandError(ValueError):
    """A command that cannot be read; the message says why."""


def routes(prefix: str, world: World) -> list[Route]:
    """The routes below ``prefix``; each answers JSON, and 400 with the reason for what it cannot do."""
    return [
        Route(f"{prefix}/{path}", _endpoint(world, command), methods=[method])
        for (method, path), command in COMMANDS.items()
    ]


def _endpoint(world: World, command: Action) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if not _is_loopback(request):
            return _answer({"error": "the admin API is for loopback only"}, 403)
        try:
            arguments = msgspec.json.decode(await request.body() or b"{}", type=dict[str, Any])
            return _answer(command(world, arguments))
        except KeyError as error:
            return _answer({"error": f"{error.args[0]} is missing"}, 400)
        except (ValueError, TypeError) as error:
            return _answer({"error": str(error)}, 400)

    return endpoint


def _is_loopback(request: Request) -> bool:
    return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback


def _answer(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def show_state(world: World, arguments: dict[str, Any]) -> Any:
    """``GET state``."""
    return world.state()


def show_requests(world: World, arguments: dict[str, Any]) -> Any:
    """``GET requests``."""
    return world.requests.as_json()


def reset_requests(world: World, arguments: dict[str, Any]) -> Any:
    """``DELETE requests``."""
    world.requests.reset()
    return world.requests.as_json()


def set_fault(world: World, arguments: dict[str, Any]) -> Any:
    """``POST faults`` ``{route, kind, value?, times?}``."""
    route, kind = arguments["route"], arguments["kind"]
    world.faults.set(route, kind, arguments.get("value"), arguments.get("times"))
    return world.state()


def clear_faults(world: World, arguments: dict[str, Any]) -> Any:
    """``DELETE faults`` ``{route?, kind?}``."""
    world.faults.clear(arguments.get("route"), arguments.get("kind"))
    return world.state()


def set_plant(world: World, arguments: dict[str, Any]) -> Any:
    """``POST plant`` ``{fault, object?, value?, on?}``; ``object`` is an index, id, name or ``*``."""
    fault, subject, now = arguments["fault"], arguments.get("object", 0), world.clock()
    if arguments.get("on", True):
        world.plant.set(fault, subject, now, arguments.get("value"))
    else:
        world.plant.clear(now, fault, subject)
    return world.state()


def clear_plant(world: World, arguments: dict[str, Any]) -> Any:
    """``DELETE plant`` ``{fault?, object?}``."""
    world.plant.clear(world.clock(), arguments.get("fault"), arguments.get("object", EVERY_OBJECT))
    return world.state()


def change_tokens(world: World, arguments: dict[str, Any]) -> Any:
    """``POST tokens`` ``{action, ...}``: see :data:`TOKEN_ACTIONS`."""
    action = arguments["action"]
    if action not in TOKEN_ACTIONS:
        raise BadCommandError(f"no action {action!r}; there are {', '.join(TOKEN_ACTIONS)}")
    return TOKEN_ACTIONS[action](world, arguments) or world.state()


def enter_scenario(world: World, arguments: dict[str, Any]) -> Any:
    """``POST scenario`` ``{name}``."""
    world.enter(arguments["name"])
    return world.state()


def set_spelling(world: World, arguments: dict[str, Any]) -> Any:
    """``POST spelling`` ``{shape, alias?, vague?}``."""
    vague = bool(arguments.get("vague", False))
    world.spelling = Spelling.of(arguments["shape"], arguments.get("alias"), vague=vague)
    return world.state()


def set_clock(world: World, arguments: dict[str, Any]) -> Any:
    """``POST clock`` ``{skew}``: seconds the ``Date`` header is ahead."""
    world.clock_skew = float(arguments["skew"])
    return world.state()


def _refuse(refusing: bool) -> Action:
    def command(world: World, arguments: dict[str, Any]) -> None:
        world.oauth.refusing = refusing

    return command


def _rotate(world: World, arguments: dict[str, Any]) -> Any:
    return {"client_secret": world.oauth.rotate_secret(arguments.get("secret"))}


def _reject_with(world: World, arguments: dict[str, Any]) -> None:
    world.oauth.rejection_status = int(arguments["status"])


def _expires_in(world: World, arguments: dict[str, Any]) -> None:
    world.oauth.expires_in = arguments["seconds"]


TOKEN_ACTIONS: dict[str, Action] = {
    "expire": lambda world, arguments: world.oauth.expire(),
    "revoke": lambda world, arguments: world.oauth.revoke(),
    "rotate-secret": _rotate,
    "refuse": _refuse(True),
    "accept": _refuse(False),
    "reject-with": _reject_with,
    "expires-in": _expires_in,
}
"""What can be done to tokens and logins."""

COMMANDS: dict[tuple[str, str], Action] = {
    ("GET", "state"): show_state,
    ("GET", "requests"): show_requests,
    ("DELETE", "requests"): reset_requests,
    ("POST", "faults"): set_fault,
    ("DELETE", "faults"): clear_faults,
    ("POST", "plant"): set_plant,
    ("DELETE", "plant"): clear_plant,
    ("POST", "tokens"): change_tokens,
    ("POST", "scenario"): enter_scenario,
    ("POST", "spelling"): set_spelling,
    ("POST", "clock"): set_clock,
}
"""Method and path to what it does."""
