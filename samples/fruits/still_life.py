"""Renders fruits on a table: shapes as distances, inflated to heights, lit by one lamp and the sky.

Lengths are pixels of a canvas of SIZE * OVER on each side; colours are linear-ish RGB in 0..1.
"""
import cv2
import numpy as np

SIZE, OVER = 96, 2
SIDE = SIZE * OVER
NAMES = ('apple', 'banana', 'blueberries', 'cherries', 'grapes', 'kiwi', 'lemon', 'orange', 'peach', 'pear',
         'strawberry', 'watermelon')


def rgb(*values):
    return np.array(values, np.float32)


def mixed(a, b, t):
    return a + (b - a) * np.asarray(t, np.float32)[..., None]


def step(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


class Still:
    """A picture while it is painted, with its lamp and its dice."""

    def __init__(self, rng):
        self.rng = rng
        self.y, self.x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
        side, high = rng.uniform(-0.75, 0.75), rng.uniform(0.35, 0.75)
        lamp = np.array([side, -high, rng.uniform(0.7, 1.1)])
        self.lamp = (lamp / np.linalg.norm(lamp)).astype(np.float32)
        warm = rng.uniform(-1, 1)
        self.glow = rgb(1 + 0.13 * warm, 1, 1 - 0.16 * warm) * rng.uniform(0.72, 1.05)
        self.sky = rgb(0.95 - 0.05 * warm, 0.98, 1.05 + 0.06 * warm) * rng.uniform(0.30, 0.48)
        self.colour = self.table()
        self.bounce = self.colour.mean((0, 1)) * 0.25

    def noise(self, cells, shape=(SIDE, SIDE)):
        """Smooth noise in -1..1, about `cells` bumps across."""
        small = self.rng.uniform(-1, 1, (cells + 1, cells + 1)).astype(np.float32)
        return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)

    def table(self):
        """What the fruits lie on: wood, cloth, checks, stone or a plain sweep."""
        rng = self.rng
        kind = rng.integers(0, 5)
        tones = [rgb(.55, .36, .2), rgb(.75, .66, .52), rgb(.3, .42, .52), rgb(.85, .83, .78), rgb(.42, .5, .38),
                 rgb(.62, .42, .45), rgb(.25, .26, .3), rgb(.8, .72, .45)]
        tone = tones[rng.integers(0, len(tones))] * rng.uniform(0.75, 1.1)
        angle = rng.uniform(-0.5, 0.5)
        u = self.x * np.cos(angle) + self.y * np.sin(angle)
        v = self.y * np.cos(angle) - self.x * np.sin(angle)
        if kind == 0:
            tone = rgb(.58, .38, .22) * rng.uniform(0.6, 1.25)
            wide = rng.uniform(34, 60)
            plank = np.floor(v / wide)
            grain = np.sin(v * 0.55 + 5 * self.noise(4) + 2.5 * np.sin(plank * 12.9))
            shade = 1 + 0.10 * grain + 0.14 * np.sin(plank * 78.2) + 0.06 * self.noise(40)
            gap = np.abs(v / wide - plank - 0.5)
            colour = tone * shade[..., None] * (1 - 0.55 * step(0.475, 0.5, gap))[..., None]
        elif kind == 1:
            weave = np.sin(u * 1.6) * np.sin(v * 1.6)
            colour = tone * (1 + 0.09 * weave + 0.12 * self.noise(5))[..., None]
        elif kind == 2:
            other = rgb(.9, .88, .84)
            cell = rng.uniform(16, 26)
            a, b = np.sin(u * np.pi / cell) > 0, np.sin(v * np.pi / cell) > 0
            checks = cv2.GaussianBlur((a.astype(np.float32) + b) / 2, (0, 0), 0.9)
            colour = mixed(other, tone, checks) * (1 + 0.07 * self.noise(5))[..., None]
        elif kind == 3:
            veins = np.abs(self.noise(5) + 0.5 * self.noise(11))
            light = rgb(.82, .82, .84) * rng.uniform(0.5, 1.05)
            colour = light * (1 - 0.3 * np.exp(-veins * 9) + 0.05 * self.noise(24))[..., None]
        else:
            far = tones[rng.integers(0, len(tones))] * rng.uniform(0.6, 1.1)
            colour = mixed(far, tone, step(0.1, 0.8, self.y / SIDE + 0.1 * self.noise(3)))
        lit = 0.8 + 0.35 * ((self.x / SIDE - 0.5) * self.lamp[0] + (self.y / SIDE - 0.5) * self.lamp[1])
        return (colour * lit[..., None] * (self.glow * 0.75 + self.sky * 0.6)).astype(np.float32)

    def around(self, cx, cy, reach, angle=0.0):
        """The part of the canvas near a point, and its coordinates from there, turned by `angle`."""
        box = (slice(max(0, int(cy - reach)), min(SIDE, int(cy + reach) + 1)),
               slice(max(0, int(cx - reach)), min(SIDE, int(cx + reach) + 1)))
        x, y = self.x[box] - cx, self.y[box] - cy
        c, s = np.cos(angle), np.sin(angle)
        return box, x * c + y * s, y * c - x * s

    def shadow(self, box, inside, height, strength=0.62):
        cover = np.zeros((SIDE, SIDE), np.float32)
        cover[box] = np.clip(inside + 0.5, 0, 1)
        for far, soft, dark in ((0.45, 0.16, strength), (0.12, 0.06, strength * 0.6)):
            shift = np.float32([[1, 0, -self.lamp[0] * height * far], [0, 1, -self.lamp[1] * height * far]])
            cast = cv2.GaussianBlur(cv2.warpAffine(cover, shift, (SIDE, SIDE)), (0, 0), max(1.0, height * soft))
            self.colour *= (1 - dark * cast)[..., None]

    def body(self, box, inside, depth, albedo, gloss=0.35, sharp=40, bump=0.0, fuzz=0.0, shadow=0.62):
        """A solid: `inside` is the distance from its outline, `depth` where it stops to rise."""
        if inside.size == 0 or inside.shape[0] < 3 or inside.shape[1] < 3:
            return
        if shadow:
            self.shadow(box, inside, depth, shadow)
        i = np.clip(inside, 0, depth)
        height = np.sqrt(i * (2 * depth - i)) + bump
        gy, gx = np.gradient(height)
        n = np.dstack([-gx, -gy, np.ones_like(gx)])
        n /= np.linalg.norm(n, axis=2, keepdims=True)
        facing = n @ self.lamp
        lit = np.clip(facing * 0.82 + 0.18, 0, None)
        up = (0.5 - 0.5 * n[..., 1])[..., None]
        half = self.lamp + rgb(0, 0, 1)
        shine = np.clip(n @ (half / np.linalg.norm(half)), 0, 1) ** sharp
        edge = (1 - n[..., 2]) ** 2
        colour = np.asarray(albedo, np.float32) * (lit[..., None] * self.glow + up * self.sky + (1 - up) * self.bounce)
        colour = colour * (1 - 0.25 * edge)[..., None] + fuzz * edge[..., None] * self.sky
        colour = colour + (gloss * shine)[..., None] * self.glow
        cover = np.clip(inside + 0.5, 0, 1)[..., None]
        self.colour[box] = self.colour[box] * (1 - cover) + colour * cover

    def stroke(self, points, width, albedo, shadow=0.3):
        """A round stalk along a bent line of points."""
        points = np.asarray(points, np.float32)
        centre, reach = points.mean(0), np.abs(points - points.mean(0)).max() + width + 2
        box, x, y = self.around(*centre, reach)
        if x.size == 0:
            return
        far = np.full(x.shape, 1e9, np.float32)
        for a, b in zip(points - centre, points[1:] - centre):
            d = b - a
            t = np.clip(((x - a[0]) * d[0] + (y - a[1]) * d[1]) / max(1e-6, d @ d), 0, 1)
            far = np.minimum(far, np.hypot(x - a[0] - t * d[0], y - a[1] - t * d[1]))
        self.body(box, width / 2 - far, width / 2, albedo, gloss=0.1, shadow=shadow)

    def leaf(self, cx, cy, size, angle):
        box, u, v = self.around(cx, cy, size * 1.1, angle)
        if u.size == 0:
            return
        t = np.clip(u / size, 0, 1)
        half = size * 0.62 * t * (1 - t) * (1.5 - 0.6 * t)
        inside = np.where((u > 0) & (u < size), half - np.abs(v), -5).astype(np.float32)
        vein = np.exp(-np.abs(v) / 0.9) + 0.4 * (np.sin((u - np.abs(v)) * 1.0) > 0.8)
        green = mixed(rgb(.16, .42, .10), rgb(.45, .66, .28), np.clip(vein, 0, 1) * 0.7)
        self.body(box, inside, max(2.0, size * 0.12), green * self.rng.uniform(0.8, 1.15), gloss=0.18, sharp=14, shadow=0.4)

    def finish(self):
        colour = self.colour
        r2 = ((self.x / SIDE - 0.5) ** 2 + (self.y / SIDE - 0.5) ** 2)[..., None]
        colour = colour * (1 - 0.35 * r2) * self.rng.uniform(0.85, 1.12)
        colour = np.clip(colour, 0, None)
        colour = colour / (1 + 0.18 * colour ** 2)
        small = cv2.resize(colour, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
        if self.rng.random() < 0.25:
            small = cv2.GaussianBlur(small, (0, 0), self.rng.uniform(0.4, 0.8))
        small = np.clip(small, 0, 1) ** 0.85 + self.rng.normal(0, self.rng.uniform(0.003, 0.018), small.shape)
        return (np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8)


def turned(x, y, angle):
    """A step of (x, y) in the frame of a fruit that is turned by `angle`, seen from the canvas."""
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def ball(s, cx, cy, r, outline=None, angle=0.0):
    """Where a nearly round thing is: box, its coordinates, distance from the outline."""
    box, u, v = s.around(cx, cy, r * 1.35, angle)
    d = np.hypot(u, v)
    return box, u, v, (r * (outline(np.arctan2(v, u)) if outline else 1) - d).astype(np.float32)


def apple(s, cx, cy, r, angle):
    rng = s.rng
    waist = rng.uniform(0.03, 0.08)
    box, u, v, inside = ball(s, cx, cy, r, lambda a: 1 - 0.06 * np.exp(-((a + np.pi / 2) / 0.3) ** 2)
                             + waist * np.cos(a) ** 2 - 0.04 * np.sin(a) ** 3 * (np.sin(a) > 0), angle)
    pairs = [(rgb(.72, .07, .08), rgb(.9, .68, .22)), (rgb(.62, .05, .10), rgb(.75, .25, .12)),
             (rgb(.48, .66, .14), rgb(.72, .76, .28)), (rgb(.88, .66, .18), rgb(.85, .3, .16))]
    main, other = pairs[rng.integers(0, len(pairs))]
    ray = np.arctan2(v + 0.8 * r, u)
    streak = 0.5 + 0.5 * np.sin(ray * rng.integers(16, 30) + 3 * s.noise(6, u.shape))
    t = np.clip(0.25 * streak + 0.55 * step(-0.2, 0.8, s.noise(3, u.shape)) - 0.1, 0, 1)
    pit = np.exp(-(u ** 2 + (v + 0.74 * r) ** 2 * 3) / (0.20 * r) ** 2)
    freckles = s.noise(38, u.shape) > 0.75
    albedo = mixed(mixed(main, other, t), rgb(.55, .5, .2), 0.6 * pit) + 0.07 * freckles[..., None]
    s.body(box, inside, r, albedo, gloss=rng.uniform(0.3, 0.6), sharp=45, bump=-0.38 * r * pit)
    a, b, c = turned(0, -0.72 * r, angle), turned(0.05 * r, -0.95 * r, angle), turned(rng.uniform(0, .25) * r, -1.2 * r, angle)
    s.stroke([(cx + p[0], cy + p[1]) for p in (a, b, c)], 0.085 * r, rgb(.32, .2, .1))
    if rng.random() < 0.45:
        s.leaf(cx + b[0], cy + b[1], 0.75 * r, angle + rng.uniform(-0.7, 0.1))


def peach(s, cx, cy, r, angle):
    rng = s.rng
    box, u, v, inside = ball(s, cx, cy, r, lambda a: 1 + 0.03 * np.cos(a) ** 2
                             - 0.07 * np.exp(-((a + np.pi / 2) / 0.25) ** 2)
                             + 0.05 * np.exp(-((a - np.pi / 2) / 0.2) ** 2), angle)
    seam = np.abs(u - 0.30 * r * np.cos(np.clip(v / r, -1, 1) * 1.4))
    cleft = np.exp(-(seam / (0.05 * r)) ** 2)
    blush = step(-0.5, 0.9, s.noise(2, u.shape) + 0.6 * np.cos(np.arctan2(v, u) - rng.uniform(0, 6)))
    albedo = mixed(rgb(.95, .62, .30), rgb(.80, .22, .18), 0.85 * blush) * (1 - 0.18 * cleft)[..., None]
    s.body(box, inside, r, albedo, gloss=0.05, sharp=6, bump=-0.06 * r * cleft, fuzz=0.5)
    if rng.random() < 0.4:
        p = turned(0, -0.85 * r, angle)
        s.leaf(cx + p[0], cy + p[1], 0.85 * r, angle + rng.uniform(-1.0, 0.2))


def orange(s, cx, cy, r, angle):
    rng = s.rng
    box, u, v, inside = ball(s, cx, cy, r, lambda a: 1 + 0.02 * np.cos(2 * a), angle)
    pores = s.noise(int(r * 0.9), u.shape)
    x, y = rng.uniform(-0.5, 0.5) * r, rng.uniform(-0.5, 0.1) * r
    navel = np.exp(-((u - x) ** 2 + (v - y) ** 2) / (0.07 * r) ** 2)
    tone = mixed(rgb(.93, .45, .04), rgb(.96, .58, .10), 0.5 + 0.5 * s.noise(3, u.shape)) * rng.uniform(0.88, 1.05)
    albedo = mixed(tone, rgb(.30, .36, .10), 0.9 * navel)
    s.body(box, inside, r, albedo, gloss=0.28, sharp=26, bump=0.014 * r * pores - 0.08 * r * navel)
    if rng.random() < 0.25:
        s.leaf(cx + turned(x, y, angle)[0], cy + turned(x, y, angle)[1], 0.7 * r, rng.uniform(-3, 3))


def lemon(s, cx, cy, r, angle):
    rng = s.rng
    tip = rng.uniform(0.16, 0.26)
    box, u, v, inside = ball(s, cx, cy, r, lambda a: 0.78 / np.sqrt((0.78 * np.cos(a)) ** 2 + np.sin(a) ** 2 + 1e-6)
                             + tip * np.exp(-(np.sin(a) / 0.2) ** 2), angle)
    pores = s.noise(int(r * 0.9), u.shape)
    ripe = rng.uniform(0, 1) ** 3
    tone = mixed(rgb(.95, .80, .12), rgb(.66, .74, .16), np.clip(ripe + 0.35 * s.noise(3, u.shape), 0, 1))
    tone = mixed(tone, rgb(.55, .58, .16), 0.55 * step(0.95, 1.2, np.abs(u) / r))
    s.body(box, inside, 0.8 * r, tone, gloss=0.3, sharp=30, bump=0.016 * r * pores)


def pear(s, cx, cy, r, angle):
    rng = s.rng
    box, u, v = s.around(cx, cy, r * 1.7, angle)
    r1, r2, up = 0.80 * r, rng.uniform(0.40, 0.48) * r, rng.uniform(0.88, 1.02) * r
    d1, d2 = np.hypot(u, v - 0.35 * r) - r1, np.hypot(u - rng.uniform(-.1, .1) * r, v - 0.35 * r + up) - r2
    k = 0.45 * r
    h = np.clip(0.5 + 0.5 * (d2 - d1) / k, 0, 1)
    inside = -(d2 + (d1 - d2) * h - k * h * (1 - h))
    tone = mixed(rgb(.66, .70, .20), rgb(.86, .72, .26), np.clip(rng.uniform(0, 1) + 0.3 * s.noise(3, u.shape), 0, 1))
    red = step(0.1, 1.0, s.noise(2, u.shape)) * rng.uniform(0, 0.7)
    freckles = (s.noise(44, u.shape) > 0.62).astype(np.float32)
    albedo = mixed(mixed(tone, rgb(.75, .28, .14), red), rgb(.40, .28, .10), 0.4 * freckles)
    s.body(box, inside.astype(np.float32), 0.85 * r, albedo, gloss=0.22, sharp=24)
    top = 0.35 * r - up - r2
    line = [turned(0, top + 0.05 * r, angle), turned(0.02 * r, top - 0.12 * r, angle), turned(rng.uniform(-.2, .2) * r, top - 0.3 * r, angle)]
    s.stroke([(cx + p[0], cy + p[1]) for p in line], 0.09 * r, rgb(.33, .22, .1))
    if rng.random() < 0.3:
        s.leaf(cx + line[1][0], cy + line[1][1], 0.6 * r, angle + rng.uniform(-0.8, 0.3))


def banana(s, cx, cy, r, angle):
    rng = s.rng
    tone = mixed(rgb(.95, .78, .16), rgb(.72, .74, .20), rng.uniform(0, 1) ** 2)
    for k in range(rng.integers(1, 4)):
        bend = 1.35 * r
        box, u, v = s.around(cx + k * 0.10 * r, cy + k * 0.24 * r, r * 1.5, angle + k * 0.13)
        d, a = np.hypot(u, v + bend * 0.85), np.arctan2(u, v + bend * 0.85)
        t = a / 0.82
        half = 0.30 * r * np.sqrt(np.clip(1 - np.abs(t) ** 5, 0, 1)) * (1 - 0.12 * t)
        half = np.maximum(half, np.where((t > -1.22) & (t < 0), 0.085 * r, 0))
        half = np.where(t > 1, -3, half)
        inside = (half - np.abs(d - bend)).astype(np.float32)
        ridge = np.abs(np.sin((d - bend) / (0.30 * r) * 2.4))
        albedo = tone * (1 - 0.10 * ridge)[..., None]
        spots = step(0.55, 0.75, s.noise(26, u.shape)) * rng.uniform(0, 0.7)
        ends = step(0.88, 1.0, np.abs(t))
        albedo = mixed(mixed(albedo, rgb(.30, .18, .06), spots), rgb(.28, .20, .08), 0.8 * ends)
        s.body(box, inside, 0.30 * r, albedo, gloss=0.12, sharp=16, bump=0.02 * r * ridge)


def cherries(s, cx, cy, r, angle):
    rng = s.rng
    knot = turned(rng.uniform(-.3, .3) * r, -1.15 * r, angle)
    tone = mixed(rgb(.55, .02, .06), rgb(.30, .01, .05), rng.uniform(0, 1))
    for side in (-1, 1) if rng.random() < 0.85 else (-1, 1, 0.1):
        x, y = turned(side * rng.uniform(0.46, 0.6) * r, rng.uniform(0.2, 0.6) * r, angle)
        small = rng.uniform(0.44, 0.54) * r
        box, u, v, inside = ball(s, cx + x, cy + y, small, lambda a: 1 - 0.10 * np.exp(-((a + np.pi / 2) / 0.4) ** 2), angle)
        pit = np.exp(-(u ** 2 + (v + 0.75 * small) ** 2 * 3) / (0.25 * small) ** 2)
        s.body(box, inside, small, tone * (1 + 0.25 * s.noise(3, u.shape))[..., None], gloss=0.85, sharp=70, bump=-0.35 * small * pit)
        top = turned(0, -0.72 * small, angle)
        mid = ((x + top[0] + knot[0]) / 2 + side * 0.12 * r, (y + top[1] + knot[1]) / 2)
        s.stroke([(cx + x + top[0], cy + y + top[1]), (cx + mid[0], cy + mid[1]), (cx + knot[0], cy + knot[1])], 0.06 * r,
                 rgb(.35, .45, .14))
    if rng.random() < 0.6:
        s.leaf(cx + knot[0], cy + knot[1], 0.9 * r, angle + rng.uniform(-0.4, 0.8))


def grapes(s, cx, cy, r, angle):
    rng = s.rng
    tone = [rgb(.25, .07, .26), rgb(.16, .10, .30), rgb(.55, .68, .22), rgb(.42, .07, .14)][rng.integers(0, 4)]
    small = 0.29 * r
    places = [(x * 1.7 * small + (row % 2) * 0.85 * small, row * 1.45 * small)
              for row in range(-2, 4) for x in range(-2, 3)
              if abs(x * 1.7 + (row % 2) * 0.85) < 3.4 - (row + 2) * 0.62]
    top = turned(0, -2.6 * small, angle)
    s.stroke([(cx + top[0], cy + top[1]), (cx + top[0] * 1.55 + 3, cy + top[1] * 1.55)], 0.08 * r, rgb(.4, .36, .14))
    if rng.random() < 0.4:
        s.leaf(cx + top[0], cy + top[1], 0.9 * r, angle + rng.uniform(-0.6, 0.4))
    for x, y in sorted(places, key=lambda p: p[1] + rng.uniform(0, 0.6) * small):
        x, y = turned(x + rng.normal(0, 0.13) * small, y + rng.normal(0, 0.13) * small, angle)
        box, u, v, inside = ball(s, cx + x, cy + y, small * rng.uniform(0.9, 1.1))
        if u.size == 0:
            continue
        bloom = step(0.1, 0.9, s.noise(3, u.shape)) * 0.25
        s.body(box, inside, small, mixed(tone * rng.uniform(0.8, 1.2), rgb(.6, .6, .68), bloom), gloss=0.5, sharp=40, fuzz=0.25,
               shadow=0.5)


def blueberries(s, cx, cy, r, angle):
    rng = s.rng
    small = rng.uniform(0.34, 0.44) * r
    count, placed = rng.integers(4, 10), []
    for _ in range(60):
        p = rng.normal(0, 0.55, 2) * r
        if np.hypot(*p) < 1.15 * r and all(np.hypot(*(p - q)) > 1.45 * small for q in placed):
            placed.append(p)
        if len(placed) == count:
            break
    tone = mixed(rgb(.14, .18, .38), rgb(.24, .28, .50), rng.uniform(0, 1))
    for p in sorted(placed, key=lambda q: q[1]):
        box, u, v, inside = ball(s, cx + p[0], cy + p[1], small * rng.uniform(0.9, 1.1))
        if u.size == 0:
            continue
        x, y = rng.normal(0, 0.33, 2) * small
        d, a = np.hypot(u - x, v - y) / small, np.arctan2(v - y, u - x)
        crown = step(0.34, 0.26, d) if rng.random() < 0.8 else np.zeros_like(d)
        star = step(0.20 + 0.11 * np.cos(5 * a + p[0]), 0.12 + 0.1 * np.cos(5 * a + p[0]), d) * (crown > 0)
        bloom = step(-0.2, 0.9, s.noise(3, u.shape)) * 0.45
        albedo = mixed(mixed(tone, rgb(.52, .58, .74), bloom), rgb(.07, .07, .14), 0.9 * star)
        s.body(box, inside, small, albedo, gloss=0.1, sharp=14, bump=-0.12 * small * crown, fuzz=0.35, shadow=0.5)


def kiwi(s, cx, cy, r, angle):
    rng = s.rng
    squash = rng.uniform(0.8, 1.0)
    if rng.random() < 0.45:  # the other half, from outside, behind the slice
        x, y = turned(0.75 * r, -0.45 * r, angle)
        box, u, v, inside = ball(s, cx + x, cy + y, 0.8 * r)
        fur = s.noise(40, u.shape)
        s.body(box, inside, 0.8 * r, rgb(.42, .29, .14) * (1 + 0.25 * fur)[..., None], gloss=0.04, sharp=6, bump=0.5 * fur)
    box, u, v = s.around(cx, cy, r * 1.2, angle)
    v = v / squash
    d, a = np.hypot(u, v), np.arctan2(v, u)
    d = d * (1 + 0.03 * np.sin(3 * a + 1))
    t = d / r
    rays = 0.5 + 0.5 * np.sin(a * 24 + 2 * np.sin(a * 5))
    green = mixed(rgb(.36, .55, .10), rgb(.58, .72, .22), rays * 0.6 + 0.2 * s.noise(8, u.shape))
    if rng.random() < 0.25:
        green = mixed(rgb(.80, .66, .16), rgb(.90, .80, .36), rays * 0.6)
    flesh = mixed(rgb(.86, .88, .66), green, step(0.22, 0.42, t + 0.05 * rays))
    seeds = (np.cos(a * 17 + 0.4 * np.sin(a * 3)) > 0.45) & (np.abs(t - 0.50 - 0.07 * np.sin(a * 34)) < 0.085)
    seeds = cv2.GaussianBlur(seeds.astype(np.float32), (0, 0), 0.8)
    flesh = mixed(flesh, rgb(.06, .05, .04), seeds)
    skin = step(0.92, 0.97, t)
    s.body(box, (r - d).astype(np.float32), 0.10 * r, mixed(flesh, rgb(.36, .26, .12), skin), gloss=0.16, sharp=12,
           bump=0.5 * s.noise(20, u.shape))


def strawberry(s, cx, cy, r, angle):
    rng = s.rng
    box, u, v = s.around(cx, cy, r * 1.35, angle)
    t = np.clip((v + 0.75 * r) / (1.75 * r), 0, 1)
    half = r * 0.98 * np.sqrt(np.clip(1 - t ** 1.7, 0, 1)) * (1 - 0.35 * np.exp(-t * 9)) * rng.uniform(0.88, 1.0)
    inside = np.where((v > -0.75 * r) & (v < r), (half - np.abs(u)) * 0.8, -5)
    inside = np.minimum(inside, np.minimum(v + 0.76 * r, 1.0 * r - v)).astype(np.float32)
    gap = 0.23 * r
    row = np.round(v / gap)
    du, dv = u - (np.round(u / gap - 0.5 * (row % 2)) + 0.5 * (row % 2)) * gap, v - row * gap
    d = np.hypot(du * 1.5, dv) / gap
    seed, dent = step(0.24, 0.14, d), step(0.5, 0.2, d)
    pale = step(0.55, 0.0, t) * rng.uniform(0, 0.5)
    tone = mixed(rgb(.76, .05, .06), rgb(.90, .42, .28), pale + 0.1 * s.noise(4, u.shape))
    s.body(box, inside, 0.8 * r, mixed(tone * (1 - 0.25 * dent)[..., None], rgb(.92, .74, .34), 0.9 * seed), gloss=0.45, sharp=34,
           bump=-0.05 * r * dent)
    top = turned(0, -0.72 * r, angle)
    for k in range(7):
        s.leaf(cx + top[0], cy + top[1], rng.uniform(0.45, 0.65) * r, angle + np.pi / 2 + (k - 3) * 0.62 + rng.normal(0, 0.1))
    end = turned(rng.uniform(-.2, .2) * r, -1.1 * r, angle)
    s.stroke([(cx + top[0], cy + top[1]), (cx + end[0], cy + end[1])], 0.09 * r, rgb(.36, .5, .16))


def watermelon(s, cx, cy, r, angle):
    rng = s.rng
    spread = rng.uniform(0.5, 1.45)
    r = r * (1.6 if spread < 0.9 else 1.2)
    back = 0.55 * r if spread < 0.9 else 0.4 * r
    box, u, v = s.around(cx, cy, r * 1.3, angle)
    v = v + back
    d, a = np.hypot(u, v), np.arctan2(u, v)
    sides = d * np.sin(np.clip(spread - np.abs(a), -1.5, 1.5))
    inside = np.minimum(r - d, np.where(v > -r * 0.2, sides, -5)).astype(np.float32)
    t = d / r
    pink = mixed(rgb(.86, .16, .18), rgb(.93, .36, .32), 0.5 + 0.4 * s.noise(9, u.shape))
    albedo = mixed(pink, rgb(.88, .90, .70), step(0.80, 0.87, t))
    stripes = 0.5 + 0.5 * np.sin(a * rng.integers(18, 30))
    albedo = mixed(albedo, mixed(rgb(.08, .26, .08), rgb(.36, .55, .20), stripes), step(0.905, 0.94, t))
    ring = np.round(d / (0.21 * r))
    along = a * np.maximum(ring, 1) * 2.2 + ring
    seed = np.hypot((along - np.round(along)) * 0.21 * r * 0.9, (d - ring * 0.21 * r) * 0.6)
    seeds = step(0.032 * r, 0.018 * r, seed) * (t < 0.74) * (t > 0.15)
    s.body(box, inside, 0.07 * r, mixed(albedo, rgb(.07, .04, .03), seeds), gloss=0.2, sharp=12, bump=0.6 * s.noise(24, u.shape))


FRUITS = tuple(globals()[name] for name in NAMES)


def draw(kind, rng):
    """One picture of NAMES[kind]: SIZE x SIZE x 3, RGB, 8 bits."""
    s = Still(rng)
    r = SIDE * rng.uniform(0.20, 0.34)
    if rng.random() < 0.15:
        s.leaf(*rng.uniform(0.1, 0.9, 2) * SIDE, SIDE * rng.uniform(0.12, 0.25), rng.uniform(-3, 3))
    second = rng.random() < 0.25
    places = [(0.5 + rng.uniform(-0.12, 0.12), 0.52 + rng.uniform(-0.10, 0.12), r)]
    if second:
        places.insert(0, (rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.4), r * rng.uniform(0.6, 0.9)))
    for x, y, size in places:
        FRUITS[kind](s, x * SIDE, y * SIDE, size, rng.normal(0, 0.35))
    return s.finish()
