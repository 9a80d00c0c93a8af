"""The pictures of the demo paper: name to the function that draws it."""

from .indoors import council, organ
from .pitch import football
from .port import ferry, harbour, lifeboat, market
from .portraits import PORTRAITS, mark
from .regatta import rowing, sailing, swimmers
from .sea import chart, lighthouse, storm, turbines
from .seawall import wall
from .street import books, bus
from .town import hall, roofs, solar
from .work import kitchen, nets

__all__ = ["PICTURES", "PORTRAITS", "mark"]

PICTURES = {
    draw.__name__: draw
    for draw in (
        harbour, roofs, chart, storm, hall, rowing, market, turbines, organ, ferry,
        lifeboat, nets, council, bus, football, sailing, swimmers, books, kitchen, solar, lighthouse, wall,
    )
}  # fmt: skip
