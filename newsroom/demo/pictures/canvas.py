"""The sheet the scenes are printed on: SVG in twelve inks, the same at every run."""

import math
import random

INK, DEEP, SEA, SLATE, SHOAL, MIST = "#10202b", "#1d3a4a", "#3e6375", "#6b8c98", "#a3bdc3", "#d3dfdf"
FOAM, BUFF, SAND, LEAD, CORAL, BRASS = "#eff3f0", "#ead9b6", "#cfae7b", "#a8321a", "#d8694a", "#e0a94a"
WIDTH, HEIGHT = 1200, 800


class Picture:
    """One picture; `seed` settles all that is left to chance in it, `width` and `height` are in pixels."""

    def __init__(self, seed, width=WIDTH, height=HEIGHT):
        self.random, self.width, self.height = random.Random(seed), width, height
        self.parts, self.definitions = [], []

    def add(self, tag, **attributes):
        self.parts.append(f"<{tag}{_written(attributes)}/>")

    def rect(self, x, y, w, h, fill, **more):
        self.add("rect", x=x, y=y, width=w, height=h, fill=fill, **more)

    def circle(self, x, y, r, fill, **more):
        self.add("circle", cx=x, cy=y, r=r, fill=fill, **more)

    def ellipse(self, x, y, rx, ry, fill, **more):
        self.add("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **more)

    def path(self, d, fill, **more):
        self.add("path", d=d, fill=fill, **more)

    def line(self, points, stroke, width=2, **more):
        self.add("path", d=straight(points), fill="none", stroke=stroke, stroke_width=width, **more)

    def limb(self, points, stroke, width, **more):
        self.line(points, stroke, width, stroke_linecap="round", stroke_linejoin="round", **more)

    def shape(self, points, fill, **more):
        self.add("path", d=straight(points) + "z", fill=fill, **more)

    def curve(self, points, fill="none", closed=False, **more):
        self.add("path", d=smooth(points, closed), fill=fill, **more)

    def text(self, x, y, text, size, fill):
        """Text in italics, from its left end at (x, y) on the base line."""
        written = _written(dict(x=x, y=y, font_family="serif", font_style="italic", font_size=size, fill=fill))
        self.parts.append(f"<text{written}>{text}</text>")

    def wash(self, name, *stops, across=False):
        """A gradient from top to bottom (or left to right), as a fill: stops of (place from 0 to 1, ink)."""
        end = "" if across else ' x2="0" y2="1"'
        self.definitions.append(f'<linearGradient id="{name}"{end}>{_steps(stops)}</linearGradient>')
        return f"url(#{name})"

    def glow(self, name, ink, strength=1):
        """A light that fades to nothing at the edge of the shape it fills."""
        steps = "".join(
            f'<stop offset="{at}" stop-color="{ink}" stop-opacity="{strength * left:.2f}"/>'
            for at, left in ((0, 1), (0.35, 0.5), (0.7, 0.14), (1, 0))
        )
        self.definitions.append(f'<radialGradient id="{name}">{steps}</radialGradient>')
        return f"url(#{name})"

    def begin(self, transform="", **attributes):
        self.parts.append(f'<g transform="{transform}"{_written(attributes)}>')

    def end(self):
        self.parts.append("</g>")

    def svg(self):
        """The finished picture as the text of an SVG file."""
        definitions = f"<defs>{''.join(self.definitions)}</defs>" if self.definitions else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}">{definitions}{"".join(self.parts)}</svg>\n'
        )


def _written(attributes):
    return "".join(f' {name.replace("_", "-")}="{short(value)}"' for name, value in attributes.items())


def _steps(stops):
    return "".join(f'<stop offset="{at}" stop-color="{ink}"/>' for at, ink in stops)


def short(value):
    if not isinstance(value, float):
        return value
    return f"{value:.0f}" if abs(value) >= 30 else f"{value:.1f}".rstrip("0").rstrip(".")


def straight(points):
    return "M" + "L".join(f"{short(float(x))} {short(float(y))}" for x, y in points)


def smooth(points, closed=False):
    """A Catmull-Rom curve through the points."""
    count = len(points)

    def pick(i):
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    path = f"M{short(float(points[0][0]))} {short(float(points[0][1]))}"
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = pick(i - 1), pick(i), pick(i + 1), pick(i + 2)
        numbers = (bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy)
        path += "C" + " ".join(short(float(n)) for n in numbers)
    return path + ("z" if closed else "")


def along(points, t):
    """The place at `t` (0 to 1) on a line of straight pieces, each taken as equally long."""
    at = min(max(t, 0), 1) * (len(points) - 1)
    k = min(int(at), len(points) - 2)
    (ax, ay), (bx, by) = points[k], points[k + 1]
    return ax + (bx - ax) * (at - k), ay + (by - ay) * (at - k)


def ripples(p, top, bottom, ink, count, longest=160, opacity=0.5, centre=None, spread=600):
    """Strokes of light or shade on water, longer and further apart towards the beholder."""
    for _ in range(count):
        depth = p.random.random() ** 1.4
        y = top + (bottom - top) * depth
        length = longest * (0.15 + depth) * p.random.uniform(0.4, 1)
        x = p.random.gauss(centre, spread * (0.35 + depth)) if centre else p.random.uniform(-80, p.width)
        p.rect(x - length / 2, y, length, 1.5 + 4 * depth, ink, rx=2, opacity=opacity)


def gulls(p, places, ink, size=16):
    for x, y in places:
        wings = [(x - size, y - 4), (x - size / 3, y - size / 3), (x, y), (x + size / 3, y - size / 3)]
        p.curve([*wings, (x + size, y - 5)], stroke=ink, stroke_width=3, stroke_linecap="round")


def stars(p, count, bottom, ink=FOAM):
    for _ in range(count):
        x, y = p.random.uniform(0, p.width), p.random.uniform(0, bottom)
        p.circle(x, y, p.random.choice((1.2, 1.6, 2.2)), ink, opacity=0.7)


def load_line(p, x, y, size, ink, ground):
    """The paper's mark, the load line of a ship: a ring of radius `size` with a bar through it."""
    p.circle(x, y, size, ink)
    p.circle(x, y, size * 0.6, ground)
    p.rect(x - size * 1.55, y - size * 0.17, size * 3.1, size * 0.34, ink)


def bystander(p, x, y, s, coat, head=INK):
    """A small figure standing with its feet at (x, y), 60 pixels tall at `s` 1."""
    p.shape(
        [(x - 9 * s, y), (x - 10 * s, y - 36 * s), (x, y - 46 * s), (x + 10 * s, y - 36 * s), (x + 9 * s, y)],
        coat,
    )
    p.circle(x, y - 53 * s, 7 * s, head)


def spread(middle, half, count):
    """`count` places evenly from middle - half to middle + half."""
    return [middle - half + 2 * half * k / (count - 1) for k in range(count)]


def turned(x, y, degrees):
    a = math.radians(degrees)
    return x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)
