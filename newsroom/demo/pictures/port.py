"""The port: quay, ferry, fish market and lifeboat."""

import math

from .canvas import (
    BRASS,
    BUFF,
    CORAL,
    DEEP,
    FOAM,
    INK,
    LEAD,
    MIST,
    SAND,
    SEA,
    SHOAL,
    SLATE,
    Picture,
    bystander,
    gulls,
    load_line,
    ripples,
    stars,
)


def crane(p, x, base, s, ink, raised=False):
    """A ship-to-shore gantry, `s` pixels to the unit of its own drawing."""

    def at(*points):
        return [(x + a * s, base - b * s) for a, b in points]

    def beam(points, width):
        p.line(at(*points), ink, width * s)

    for leg in (0, 34):
        beam([(leg, 0), (leg, 74)], 3.4)
    beam([(0, 30), (34, 30)], 3)
    beam([(0, 30), (34, 52)], 1.4)
    beam([(34, 30), (0, 52)], 1.4)
    beam([(0, 74), (14, 112), (34, 74)], 2.4)
    beam([(-4, 74), (72, 74)], 5)
    p.rect(x + 36 * s, base - 86 * s, 17 * s, 10 * s, ink)
    beam([(14, 112), (70, 76)], 1.1)
    if raised:
        beam([(-3, 75), (-34, 136)], 4.4)
        beam([(14, 112), (-28, 124)], 1.1)
        return
    beam([(0, 74), (-78, 74)], 4.4)
    for end in (-74, -38):
        beam([(14, 112), (end, 75)], 1.1)
    for step in range(-72, 0, 9):
        beam([(step, 72), (step + 4.5, 79), (step + 9, 72)], 0.8)
    p.rect(x - 52 * s, base - 70 * s, 8 * s, 6 * s, ink)
    beam([(-48, 70), (-48, 44)], 0.7)
    p.rect(x - 57 * s, base - 44 * s, 18 * s, 6.5 * s, LEAD if ink == INK else ink)


def harbour():
    p = Picture(4)
    p.rect(0, 0, 1200, 560, p.wash("sky", (0, "#47707f"), (0.38, "#9fb6b5"), (0.72, "#f0cda4"), (1, "#f3b083")))
    p.circle(742, 470, 104, "#f8dcb4", opacity=0.55)
    p.circle(742, 470, 76, CORAL)
    for y, h, x, w in (
        (384, 9, 560, 330),
        (420, 6, 640, 420),
        (352, 5, 700, 240),
        (300, 4, 120, 300),
        (322, 7, 60, 260),
    ):
        p.rect(x, y, w, h, FOAM, rx=h / 2, opacity=0.5)
    hills = [(0, 470), (140, 440), (300, 462), (470, 428), (640, 466), (830, 448), (1000, 420), (1200, 458)]
    p.curve([*hills, (1210, 560), (0, 560)], fill="#a9b7b4")
    p.curve(
        [(0, 510), (200, 486), (420, 512), (640, 500), (900, 508), (1200, 480), (1210, 570), (0, 570)],
        fill="#7d979c",
    )
    p.rect(0, 548, 1200, 252, p.wash("water", (0, "#e7a57c"), (0.16, "#8aa0a2"), (0.55, SEA), (1, DEEP)))
    for x, s, ink in ((1040, 1.5, "#7b949b"), (905, 1.75, SLATE), (180, 1.9, SLATE)):
        crane(p, x, 552, s, ink, raised=x == 905)
    ripples(p, 560, 640, "#f3c39a", 46, 110, 0.7, 742, 90)
    # the quay with its stacks
    p.rect(0, 548, 560, 22, DEEP)
    for x in range(6, 520, 38):
        for row in range(p.random.choice((1, 2, 2, 3, 4)) if x > 120 else 4):
            p.rect(x, 530 - row * 18, 36, 16.5, p.random.choice((DEEP, SEA, LEAD, SAND, SLATE, DEEP, "#7e2a1a")))
    crane(p, 250, 552, 3.05, DEEP)
    crane(p, 470, 556, 3.6, INK)
    p.rect(0, 556, 620, 34, INK)
    for x in range(14, 620, 46):
        p.rect(x, 578, 12, 26, INK)
    ripples(p, 600, 800, "#f3c39a", 40, 150, 0.45, 742, 150)
    ripples(p, 596, 800, INK, 60, 220, 0.35)
    ripples(p, 620, 800, SHOAL, 36, 120, 0.35)
    # the tug
    p.begin("translate(800 640)")
    p.rect(-150, 42, 420, 5, FOAM, rx=2, opacity=0.7)
    p.rect(-220, 52, 300, 4, FOAM, rx=2, opacity=0.4)
    p.curve([(0, 10), (70, 18), (150, 14), (206, -6), (190, 40), (16, 44)], fill=INK)
    p.rect(14, 30, 176, 7, LEAD)
    p.shape([(64, 14), (70, -30), (142, -30), (150, 12)], FOAM)
    p.shape([(84, -30), (88, -62), (134, -62), (138, -30)], FOAM)
    for x in (92, 104, 116):
        p.rect(x, -55, 9, 12, INK)
    p.rect(46, -34, 17, 50, LEAD)
    p.rect(46, -40, 17, 10, INK)
    p.line([(112, -62), (112, -112)], INK, 4)
    p.line([(112, -104), (176, -6)], INK, 1.5)
    p.end()
    p.curve(
        [(854, 590), (830, 566), (838, 546), (800, 524), (806, 500)],
        stroke=FOAM,
        stroke_width=10,
        stroke_linecap="round",
        opacity=0.45,
    )
    gulls(p, ((610, 250), (668, 222), (930, 292), (560, 300)), INK)
    return p


def ferry():
    p = Picture(19)
    p.rect(0, 0, 1200, 520, p.wash("sky", (0, "#0b161d"), (0.7, "#1c3c4d"), (1, "#3e6375")))
    stars(p, 70, 330)
    p.circle(210, 130, 44, "#f6ead0")
    p.circle(230, 120, 40, "#13232d")
    p.curve(
        [
            (0, 470),
            (160, 440),
            (340, 468),
            (520, 446),
            (760, 474),
            (980, 436),
            (1210, 462),
            (1210, 540),
            (0, 540),
        ],
        fill="#122630",
    )
    for _ in range(34):
        x = p.random.uniform(0, 1200)
        p.circle(x, p.random.uniform(474, 506), 2.4, BRASS, opacity=0.9)
    p.rect(0, 508, 1200, 292, p.wash("water", (0, "#274b5b"), (1, "#0c171e")))
    for _ in range(26):  # windows in the water
        x = p.random.uniform(250, 960)
        for y in range(640, 790, 14):
            if p.random.random() < 0.62:
                p.rect(
                    x + p.random.uniform(-7, 7),
                    y,
                    p.random.uniform(12, 34),
                    4,
                    BRASS,
                    rx=2,
                    opacity=0.62 - (y - 640) / 320,
                )
    p.shape([(170, 540), (1100, 532), (1040, 636), (214, 636)], FOAM)
    p.shape([(196, 592), (1066, 590), (1040, 636), (214, 636)], LEAD)
    p.shape([(184, 566), (1084, 562), (1078, 572), (187, 576)], INK)
    p.shape([(236, 540), (240, 478), (1000, 474), (1030, 536)], FOAM)
    p.shape([(270, 478), (274, 424), (930, 420), (972, 474)], "#dfe8e6")
    p.shape([(330, 424), (334, 376), (820, 372), (866, 420)], FOAM)
    p.shape([(700, 372), (706, 336), (800, 336), (820, 372)], "#dfe8e6")
    p.rect(712, 344, 84, 14, DEEP)
    p.shape([(430, 376), (440, 270), (540, 270), (556, 374)], LEAD)
    p.shape([(437, 296), (439, 276), (541, 276), (545, 296)], INK)
    p.circle(492, 334, 19, FOAM)
    p.rect(462, 330, 60, 7, FOAM)
    p.circle(492, 334, 11, LEAD)
    p.rect(474, 331, 36, 5, FOAM)
    for y, first, last in ((494, 262, 990), (440, 296, 920), (388, 352, 690)):
        for x in range(first, last, 30):
            if not 420 < x < 560 or y > 400:
                p.rect(x, y, 19, 22, BRASS if p.random.random() < 0.86 else DEEP, rx=2)
    p.line([(752, 336), (752, 262)], FOAM, 4)
    p.line([(752, 268), (1050, 528)], "#8fa9b0", 1.5)
    p.circle(752, 258, 5, CORAL)
    ripples(p, 636, 800, SHOAL, 44, 180, 0.3)
    p.curve(
        [(150, 640), (300, 630), (600, 637), (900, 630), (1130, 642)],
        stroke=FOAM,
        stroke_width=6,
        opacity=0.75,
    )
    return p


def market():
    p = Picture(17)
    p.rect(0, 0, 1200, 800, "#22404e")
    for x in range(-100, 1300, 64):
        p.line([(x, 0), (x, 800)], "#1b3440", 3)
    for y in range(0, 800, 64):
        p.line([(0, y), (1200, y)], "#1b3440", 3)

    def fish(x, y, size, kind):
        turn = f"translate({x:.0f} {y:.0f}) rotate({p.random.uniform(-7, 7):.0f}) scale({size:.2f})"
        p.add("use", href=f"#fish{kind}", transform=turn)

    def draw_fish(kind, back, belly):
        p.begin("", id=f"fish{kind}")
        p.add(
            "path",
            d="M0 0C30-26 96-28 138-3C150-12 164-22 176-22C168-8 168 8 178 24C164 20 150 12 138 4C96 26 30 24 0 0z",
            fill=back,
        )
        p.add("path", d="M4 3C36 22 92 24 134 5C92 12 40 10 4 3z", fill=belly)
        p.circle(20, -4, 4.5, FOAM)
        p.circle(20, -4, 2, INK)
        p.add("path", d="M38-16C46-6 46 6 38 15", fill="none", stroke=belly, stroke_width=2.5)
        p.end()

    p.parts.append("<defs>")
    for kind, inks in enumerate(
        ((SLATE, MIST), (SEA, SHOAL), ("#b3543a", "#f0c9a8"), (DEEP, SHOAL), ("#8b9a8a", FOAM))
    ):
        draw_fish(kind, *inks)
    p.parts.append("</defs>")
    for row in range(3):
        for column in range(4):
            x, y = 28 + column * 292, 26 + row * 258
            empty = (row, column) == (1, 2)
            p.rect(x + 10, y + 14, 270, 232, INK, opacity=0.5)
            p.rect(x, y, 270, 232, (SAND, "#b98f5a", BUFF)[(row + column) % 3])
            p.rect(x + 13, y + 13, 244, 206, "#16303c" if empty else "#dfe9ea")
            if empty:
                for slat in range(5):
                    p.rect(x + 13, y + 24 + slat * 41, 244, 26, "#a5804f")
                p.shape(
                    [
                        (x + 92, y + 84),
                        (x + 190, y + 84),
                        (x + 206, y + 116),
                        (x + 190, y + 148),
                        (x + 92, y + 148),
                    ],
                    LEAD,
                )
                p.circle(x + 188, y + 116, 6, FOAM)
                p.line([(x + 108, y + 116), (x + 164, y + 116)], FOAM, 6)
                continue
            for _ in range(16):
                s = p.random.uniform(8, 18)
                ice_x, ice_y = x + p.random.uniform(16, 238), y + p.random.uniform(16, 200)
                p.rect(
                    ice_x,
                    ice_y,
                    s,
                    s,
                    p.random.choice(("#fff", MIST, "#fff")),
                    opacity=0.9,
                    transform=f"rotate({p.random.randint(0, 90)} {ice_x:.0f} {ice_y:.0f})",
                )
            for line in range(5):
                fish(
                    x + 24 + p.random.uniform(-6, 26),
                    y + 40 + line * 37,
                    p.random.uniform(1.02, 1.16),
                    (row * 2 + column) % 5,
                )
    return p


def lifeboat():
    p = Picture(41)
    sky = p.wash("sky", (0, "#2f5263"), (0.45, "#86a5a8"), (0.8, "#f0cda4"), (1, "#f3b083"))
    p.rect(0, 0, 1200, 480, sky)
    p.circle(985, 392, 62, CORAL)
    for y, x, w in ((352, 820, 300), (330, 900, 360), (302, 760, 190), (120, 520, 420), (146, 640, 300)):
        p.rect(x, y, w, 7, FOAM, rx=3, opacity=0.45)
    headland = [(560, 452), (680, 424), (800, 436), (900, 418), (1040, 446), (1210, 430)]
    p.curve([*headland, (1210, 490), (560, 490)], fill="#93a7a6")
    p.rect(0, 452, 1200, 348, p.wash("water", (0, "#dca07c"), (0.13, "#7f9ca2"), (0.5, SEA), (1, DEEP)))
    ripples(p, 458, 560, "#f6cfa6", 60, 110, 0.75, 985, 90)
    ripples(p, 470, 800, MIST, 40, 150, 0.3)
    # the cliff, the people at its rail, and the boathouse on its piles
    cliff = [
        (-20, 84),
        (60, 92),
        (120, 78),
        (176, 110),
        (206, 170),
        (214, 260),
        (250, 330),
        (262, 420),
        (300, 500),
    ]
    p.shape([*cliff, (318, 560), (352, 600), (396, 640), (420, 700), (-20, 700)], DEEP)
    p.shape([(262, 420), (300, 500), (318, 560), (352, 600), (270, 590), (232, 500)], "#27495a")
    p.shape([(60, 300), (120, 380), (90, 470), (20, 420)], "#27495a")
    p.shape([(120, 78), (176, 110), (206, 170), (214, 260), (150, 210), (130, 130)], "#27495a")
    p.line([(-10, 58), (150, 58)], INK, 3)
    for x in range(0, 160, 26):
        p.line([(x, 58), (x, 90)], INK, 3)
    for x, coat in ((22, LEAD), (48, INK), (70, SAND), (118, INK)):
        bystander(p, x, 92, 1, coat)
    for x in range(60, 360, 42):
        p.rect(x, 320, 9, 230, INK)
    for x in range(350, 900, 62):
        y = 352 + (x - 340) * 0.404
        p.rect(x, y, 11, 520 + (x - 340) * 0.2 - y + 60, INK)
        if x < 720:
            p.line([(x + 5, y + 10), (x + 67, 560)], INK, 4)
    p.shape([(46, 214), (236, 214), (236, 344), (46, 344)], SEA)
    for x in range(58, 236, 15):
        p.line([(x, 214), (x, 344)], "#355768", 2)
    for x in (84, 142, 196):
        p.rect(x, 244, 26, 34, BUFF)
        p.line([(x + 13, 244), (x + 13, 278)], SEA, 3)
    p.shape([(26, 220), (92, 140), (298, 140), (232, 220)], LEAD)
    p.shape([(236, 214), (296, 142), (362, 222), (362, 356), (236, 344)], "#84a1a9")
    p.shape([(254, 346), (254, 242), (298, 206), (344, 246), (344, 354)], "#2a1813")
    p.shape([(262, 346), (262, 248), (298, 218), (336, 250), (336, 353)], BRASS)
    p.shape([(232, 222), (296, 140), (306, 140), (368, 218), (368, 230), (298, 152), (240, 226)], INK)
    p.shape([(254, 346), (254, 242), (228, 232), (228, 340)], LEAD)
    p.shape([(344, 354), (344, 246), (372, 244), (372, 362)], LEAD)
    p.shape([(40, 342), (362, 342), (968, 586), (968, 612), (352, 366), (40, 366)], INK)
    p.line([(362, 340), (960, 581)], SAND, 5)
    p.limb([(322, 346), (320, 312), (312, 346)], INK, 7)
    p.limb([(320, 314), (319, 292)], CORAL, 14)
    p.limb([(320, 292), (338, 276), (346, 256)], CORAL, 6)
    p.circle(319, 277, 8, INK)
    _launched(p)
    # the sea thrown up by her bow
    for ink, grow, high in ((SHOAL, 1.16, 1.12), (MIST, 1, 1), (FOAM, 0.76, 0.8)):
        crest = []
        for k in range(15):
            lift = math.sin(math.pi * (k + 0.5) / 15) ** 0.6 * (150 if k % 2 else 84) * high
            lean = (k - 7) * 25 * grow
            crest.append((872 + lean * (1 + 0.35 * (k % 2)), 612 - lift * (1.15 if 3 < k < 12 else 0.8)))
        p.curve([(660, 640), *crest, (1090, 640), (880, 664)], fill=ink, closed=True)
    for _ in range(64):
        a, far = p.random.uniform(math.pi * 1.06, math.pi * 1.94), p.random.uniform(150, 290)
        x, y = 880 + far * 1.1 * math.cos(a), 622 + far * 0.72 * math.sin(a)
        p.circle(x, y, p.random.uniform(1.5, 5.5), FOAM, opacity=0.9)
    for y, ink, size in ((640, "#33596a", 34), (694, DEEP, 46), (752, "#152c38", 56)):
        points, x = [], -80
        while x < 1290:
            run, lift = size * p.random.uniform(2.4, 4.4), size * p.random.uniform(0.3, 0.7)
            points += [(x, y + 10), (x + run * 0.52, y - lift * 0.35), (x + run * 0.8, y - lift)]
            x += run
        p.curve([*points, (1320, 900), (-60, 900)], fill=ink)
        p.curve(points, stroke=FOAM, stroke_width=4, opacity=0.6)
    for x, y, w in ((740, 662, 300), (690, 676, 200), (900, 674, 260), (810, 688, 160)):
        p.rect(x, y, w, 6, FOAM, rx=3, opacity=0.7)
    gulls(p, ((640, 214), (690, 190), (500, 250), (1090, 250)), INK)
    return p


def _launched(p):
    """The lifeboat on the slip; in its own drawing the keel lies at 0 and the bow points right."""
    p.begin("translate(648 470) rotate(22)")
    hull = "M-214-14L-222-78C-120-70 60-74 150-92C190-100 224-112 252-128C244-84 222-30 176-2L-190 0z"
    p.path(hull, DEEP)
    p.path(
        "M-222-78C-120-70 60-74 150-92C190-100 224-112 252-128L249-112C220-96 180-82 146-76C60-58-120-54-220-62z",
        LEAD,
    )
    p.path("M-214-14L-216-26C-60-20 90-22 206-34L176-2L-190 0z", LEAD)
    p.path("M-216-30C-60-24 90-26 210-40L208-34C90-20-60-18-216-24z", FOAM)
    p.path("M-150-74L-132-122L-60-126L-44-168L52-172L92-128L128-120L148-90C60-74-60-70-150-74z", CORAL)
    p.path("M-150-74L-132-122L-118-123L-132-74z", "#b3492f")
    p.path("M-36-160L46-164L76-130L-48-126z", INK)
    for x in (-12, 16, 44):
        p.line([(x - 3, -163), (x + 3, -128)], CORAL, 5)
    p.path("M-40-158L-8-160L-20-128L-46-127z", SHOAL, opacity=0.35)
    for x in (-112, -84, 66, 94):
        p.rect(x, -110, 17, 15, INK, rx=4)
    p.path("M-50-168L54-173L58-180L-50-176z", FOAM)
    p.line([(-10, -176), (-14, -250)], INK, 5)
    p.line([(18, -178), (16, -222)], INK, 4)
    p.rect(-30, -224, 36, 8, FOAM, rx=4)
    p.line([(-30, -202), (10, -204)], INK, 4)
    p.path("M-14-250L-58-242L-56-222L-14-228z", LEAD)
    p.line([(-218, -80), (-214, -108), (-150, -106)], FOAM, 3)
    for x in (-190, -168):
        p.line([(x, -76), (x, -107)], FOAM, 3)
    p.line([(140, -92), (148, -122), (246, -154), (250, -130)], FOAM, 3)
    for x, y in ((180, -100), (214, -112)):
        p.line([(x, y), (x + 2, y - 30)], FOAM, 3)
    for x, y, lean in ((-192, -78, 6), (-166, -76, 10), (128, -94, 8)):
        p.limb([(x, y), (x + lean, y - 34)], BRASS, 20)
        p.limb([(x + lean, y - 32), (x + lean + 20, y - 26)], BRASS, 8)
        p.circle(x + lean + 3, y - 54, 11, SAND)
        p.path(f"M{x + lean - 10} {y - 54}a13 13 0 0 1 26-2z", FOAM)
    load_line(p, -4, -96, 13, FOAM, CORAL)
    p.end()
