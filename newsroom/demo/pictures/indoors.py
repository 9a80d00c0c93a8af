"""The concert hall and the council chamber."""

from .canvas import BRASS, BUFF, CORAL, DEEP, FOAM, INK, LEAD, SAND, SEA, SLATE, Picture, load_line, spread


def organ():
    p = Picture(14)
    p.rect(0, 0, 1200, 800, p.wash("wall", (0, "#2a1813"), (0.55, "#5a2416"), (1, "#23130f")))
    p.circle(600, 420, 420, "#7d2e1a", opacity=0.55)
    p.circle(600, 440, 300, LEAD, opacity=0.5)
    brass = ((0, "#8f6426"), (0.32, "#f0cf8c"), (0.5, BRASS), (1, "#6d4a1c"))
    pipe = p.wash("pipe", *brass, across=True)
    for tower, centre in enumerate((150, 375, 600, 825, 1050)):
        count, tall = (9, 400) if tower in (0, 4) else ((9, 330) if tower in (1, 3) else (11, 520))
        wide = 200 / count
        for k in range(count):
            near = 1 - abs(k - (count - 1) / 2) / (count / 2)
            height = tall * (0.62 + 0.38 * near) if tower % 2 == 0 else tall * (0.62 + 0.38 * (1 - near))
            x = centre - 100 + k * wide
            p.rect(x + 1, 590 - height, wide - 2, height, pipe, rx=2)
            p.shape([(x + wide * 0.3, 560), (x + wide * 0.5, 536), (x + wide * 0.7, 560)], "#2a1813")
            p.rect(x + wide * 0.22, 560, wide * 0.56, 5, "#2a1813")
        p.rect(centre - 108, 590, 216, 26, "#1c0f0b")
        p.rect(centre - 100, 598, 200, 4, BRASS, opacity=0.7)
    p.rect(40, 612, 1120, 76, "#1c0f0b")
    p.rect(500, 520, 200, 168, "#1c0f0b")
    p.circle(600, 556, 150, p.glow("score", "#f8e0a0", 0.8))
    p.rect(548, 540, 104, 44, "#fbe9b4")
    for x, y in ((556, 550), (556, 560), (556, 570), (604, 550), (604, 560), (604, 570)):
        p.rect(x, y, 40, 2.5, "#8f6426")
    p.rect(546, 586, 108, 7, BRASS)
    p.shape([(512, 640), (688, 640), (700, 664), (500, 664)], FOAM, opacity=0.92)
    for x in range(510, 692, 9):
        p.line([(x, 642), (x - 1, 662)], "#120a08", 1.2)
    # the organist
    p.limb([(576, 630), (552, 650), (544, 652)], INK, 11)
    p.limb([(624, 630), (648, 650), (656, 652)], INK, 11)
    p.path("M566 694L572 632C578 620 622 620 628 632L634 694z", INK)
    p.rect(592, 606, 16, 18, SAND)
    p.circle(600, 600, 17, LEAD)
    p.circle(600, 582, 8, LEAD)
    for row, (y, size) in enumerate(((716, 22), (756, 30), (812, 42))):
        ink = ("#3a1a12", "#24110c", "#0f0705")[row]
        x = -20 + row * 17
        while x < 1240:
            p.circle(x, y - p.random.uniform(0, size * 0.4), size * 0.62, ink)
            p.add("ellipse", cx=x, cy=y + size * 1.1, rx=size * 1.15, ry=size, fill=ink)
            x += size * p.random.uniform(2.2, 2.7)
    return p


def council():
    p = Picture(73)
    p.rect(0, 0, 1200, 800, p.wash("wall", (0, "#1a3442"), (1, "#2d5465")))
    for x in (90, 270, 846, 1026):
        p.path(
            f"M{x} 400L{x} 130C{x} 40 {x + 84} 40 {x + 84} 130L{x + 84} 400z",
            p.wash(f"dusk{x}", (0, "#5d8190"), (0.55, "#f0cda4"), (1, CORAL)),
        )
        p.path(
            f"M{x} 400L{x} 130C{x} 40 {x + 84} 40 {x + 84} 130L{x + 84} 400z",
            "none",
            stroke=INK,
            stroke_width=9,
        )
        p.rect(x + 39, 66, 6, 334, INK)
        for y in (150, 234, 318):
            p.rect(x, y, 84, 6, INK)
        p.shape([(x, 400), (x + 84, 400), (x + 90, 416), (x - 6, 416)], SAND)
    wood = "#5a2a1a"
    p.rect(0, 416, 1200, 200, "#47200f")
    for x in range(-8, 1200, 76):
        p.rect(x + 8, 434, 60, 150, wood)
        p.rect(x + 14, 440, 48, 138, "#4d2414")
    p.rect(0, 412, 1200, 10, "#7a4a32")
    # the dais
    p.shape([(452, 470), (452, 126), (600, 44), (748, 126), (748, 470)], wood)
    p.shape([(436, 132), (600, 38), (764, 132), (764, 146), (600, 54), (436, 146)], BRASS)
    p.rect(474, 156, 252, 300, "#7e2a1a")
    for x in (452, 728):
        p.rect(x, 140, 20, 330, "#7a4a32")
    load_line(p, 600, 196, 34, BUFF, "#7e2a1a")
    for x, tall, seat in ((600, 262, 92), (488, 312, 64), (712, 312, 64)):
        p.rect(x - seat / 2, tall, seat, 160, "#3a1a12", rx=8)
        p.rect(x - seat / 2 + 8, tall + 10, seat - 16, 120, LEAD, rx=6)
    for x, y, s, coat, skin, hair, style in (
        (488, 398, 0.82, INK, "#c98f62", INK, "short"),
        (600, 378, 1, DEEP, "#e3b58c", FOAM, "bun"),
        (712, 398, 0.82, INK, "#8a5638", "#1b120e", "short"),
    ):
        _facing(p, x, y, s, coat, skin, hair, style)
    p.shape([(410, 424), (790, 424), (806, 446), (394, 446)], "#b98f5a")
    p.shape([(400, 446), (800, 446), (790, 560), (410, 560)], "#6b3620")
    for x in (424, 518, 612, 706):
        p.rect(x, 464, 72, 80, "#572a18")
    p.rect(570, 408, 60, 17, FOAM, transform="rotate(-3 600 416)")
    p.shape([(648, 424), (650, 408), (682, 404), (684, 412), (664, 424)], INK)
    # lamps
    for x, y in ((212, 176), (420, 120), (780, 120), (988, 176)):
        p.line([(x, 0), (x, y)], INK, 3)
        p.circle(x, y + 20, 96, p.glow(f"lamp{x}", "#f8e6b8", 0.8))
        p.circle(x, y + 20, 25, "#fbe9b4")
        p.rect(x - 9, y - 8, 18, 9, BRASS)
    _benches(p)
    return p


def _member(p, x, y, s, coat, skin, hair, raised=False):
    """A councillor from behind; (x, y) is the middle of the shoulders, `s` 1 for a head of 40 pixels."""
    if raised:
        p.limb([(x + 30 * s, y + 22 * s), (x + 46 * s, y - 26 * s), (x + 42 * s, y - 74 * s)], coat, 19 * s)
        p.limb([(x + 42 * s, y - 82 * s), (x + 41 * s, y - 92 * s)], FOAM, 15 * s)
        p.limb([(x + 41 * s, y - 98 * s), (x + 40 * s, y - 106 * s)], skin, 15 * s)
        for k in (-1, 0, 1):
            p.limb([(x + (40 + 4.6 * k) * s, y - 106 * s), (x + (40 + 6.4 * k) * s, y - 124 * s)], skin, 5 * s)
        p.limb([(x + 33 * s, y - 100 * s), (x + 26 * s, y - 110 * s)], skin, 5 * s)
    body = [(x - 46, 60), (x - 44, 12), (x - 22, -4), (x, -8), (x + 22, -4), (x + 44, 12), (x + 46, 60)]
    p.curve([(x + (a - x) * s, y + b * s) for a, b in body], fill=coat)
    p.rect(x - 9 * s, y - 20 * s, 18 * s, 18 * s, skin)
    p.ellipse(x, y - 34 * s, 19 * s, 23 * s, skin)
    p.path(
        f"M{x - 20 * s:.0f} {y - 26 * s:.0f}C{x - 26 * s:.0f}"
        f" {y - 66 * s:.0f} {x + 26 * s:.0f} {y - 66 * s:.0f} "
        f"{x + 20 * s:.0f} {y - 26 * s:.0f}C{x + 8 * s:.0f}"
        f" {y - 14 * s:.0f} {x - 8 * s:.0f} {y - 14 * s:.0f} "
        f"{x - 20 * s:.0f} {y - 26 * s:.0f}z",
        hair,
    )


def _facing(p, x, y, s, coat, skin, hair, style):
    body = [(-50, 56), (-44, 14), (-20, 0), (0, -2), (20, 0), (44, 14), (50, 56)]
    p.curve([(x + a * s, y + b * s) for a, b in body], fill=coat)
    if style == "bun":
        p.circle(x, y - 66 * s, 12 * s, hair)
    p.rect(x - 9 * s, y - 16 * s, 18 * s, 22 * s, skin)
    p.shape([(x - 14 * s, y), (x, y + 26 * s), (x + 14 * s, y)], FOAM)
    p.ellipse(x, y - 34 * s, 20 * s, 25 * s, skin)
    p.path(
        f"M{x - 21 * s:.0f} {y - 36 * s:.0f}c0 {-34 * s:.0f} {42 * s:.0f} {-34 * s:.0f} {42 * s:.0f} 0"
        f"c{-8 * s:.0f} {-14 * s:.0f} {-30 * s:.0f} {-16 * s:.0f} {-42 * s:.0f} 0z",
        hair,
    )
    for side in (-7, 8):
        p.circle(x + side * s, y - 33 * s, 2.2 * s, INK)
    p.line([(x - 5 * s, y - 20 * s), (x + 6 * s, y - 20 * s)], INK, 2 * s, opacity=0.7)


def _benches(p):
    """Three curved rows, the nearest largest; seven of those in them vote."""
    skins, hairs = (
        ("#e3b58c", "#c98f62", "#8a5638", "#f0c9a8"),
        (INK, "#3b2218", FOAM, SAND, "#6d3a22", SLATE),
    )
    rows = (
        (566, 0.82, spread(600, 430, 8), (1, 4, 6), 44),
        (654, 1.08, spread(600, 500, 7), (0, 3, 5), 34),
        (764, 1.46, spread(600, 500, 5), (1,), 24),
    )
    for row, (y, s, places, voting, bow) in enumerate(rows):
        for k, x in enumerate(places):
            lift = bow * (abs(x - 600) / 500) ** 2
            coat = (DEEP, INK, LEAD, SEA, "#7a4a32", INK, SLATE)[(k * 2 + row * 3) % 7]
            skin, hair = skins[(k + row * 2) % 4], hairs[(k * 5 + row) % 6]
            _member(p, x, y - lift, s, coat, skin, hair, k in voting)
        top = [(x, y + 34 * s - bow * (abs(x - 600) / 500) ** 2) for x in range(-40, 1280, 40)]
        p.curve([*top, (1240, 900), (-40, 900)], fill=("#6b3620", "#572a18", "#3a1a12")[row])
        p.curve(top, stroke=("#b98f5a", "#9a6b42", "#7a4a32")[row], stroke_width=7 * s)
