"""Speaks short words: harmonics and noise under the resonances of a mouth that moves from sound to sound.

A sound is given by the first three resonances (formants, in Hz), how loud voice and noise are, and where the noise lies.
The formants of the vowels are near the averages of Peterson and Barney, J. Acoust. Soc. Am. 24 (1952), 175.
"""
from dataclasses import dataclass

import numpy as np

RATE = 16_000  # samples a second
FRAME, HOP, BANDS, FRAMES = 512, 256, 40, 64  # samples, samples, mel bands, columns of the picture: 1.02 s
LOWEST, HIGHEST = 80.0, 7_600.0  # Hz, of the mel bands
DEPTH = 60.0  # dB from black to white


@dataclass
class Sound:
    seconds: float
    formants: tuple  # Hz
    voice: float  # loudness of the harmonics
    noise: float = 0.0  # loudness of the noise
    center: float = 4_000.0  # Hz, of the noise
    width: float = 2_000.0


SOUNDS = {
    'e': Sound(.13, (530, 1840, 2480), 1), 'a': Sound(.13, (730, 1090, 2440), 1), 'o': Sound(.15, (570, 840, 2410), 1),
    'u': Sound(.11, (440, 1020, 2240), .8), 'i': Sound(.11, (390, 1990, 2550), .8), 'ah': Sound(.12, (640, 1190, 2390), 1),
    'j': Sound(.07, (280, 2250, 2900), .6), 'l': Sound(.07, (360, 1300, 2700), .5), 'r': Sound(.08, (420, 1300, 1600), .5),
    'n': Sound(.09, (250, 1200, 2300), .4), 's': Sound(.13, (300, 1700, 2600), 0, .5, 5_800, 1_200),
    'f': Sound(.12, (300, 1100, 2400), 0, .16, 4_500, 3_500), 'hold': Sound(.06, (300, 1200, 2400), 0),
    't': Sound(.03, (300, 1800, 2700), 0, .5, 4_500, 1_800), 'p': Sound(.025, (300, 800, 2300), 0, .35, 900, 900),
    'd': Sound(.025, (300, 1700, 2700), .3, .25, 3_800, 1_500), 'g': Sound(.03, (280, 1500, 2100), .3, .3, 1_900, 900),
}
WORDS = {
    'yes': 'j e s', 'no': 'n o u', 'up': 'ah hold p', 'down': 'd a u n', 'left': 'l e f hold t', 'right': 'r a i hold t',
    'on': 'a n', 'off': 'a f', 'stop': 's hold t a hold p', 'go': 'g o u',
}


def tracks(word, rng):
    """What the mouth does, sample by sample: three formants, voice, noise, the noise's center and width, all × time."""
    mouth, pace = rng.uniform(.88, 1.2), rng.uniform(.8, 1.35)
    rows, lengths = [], []
    for name in WORDS[word].split():
        s = SOUNDS[name]
        formants = np.array(s.formants) * mouth * rng.normal(1, .04, 3)
        loud = rng.uniform(.75, 1.25)
        rows.append([*formants, s.voice * loud, s.noise * loud, s.center * rng.normal(1, .06), s.width])
        lengths.append(max(1, round(s.seconds * pace * rng.uniform(.8, 1.25) * 1000)))
    steps = np.repeat(np.array(rows), lengths, axis=0)  # by the millisecond
    around = (1, 1, 1, 0, 0, 1, 1)  # silence before and after
    steps = np.vstack([np.repeat(steps[:1] * around, 10, 0), steps, np.repeat(steps[-1:] * around, 10, 0)])
    # A tongue is slow, lips and voice are quick.
    for first, last, milliseconds in ((0, 3, int(50 * pace)), (3, 5, 18)):
        window = np.hanning(milliseconds + 2)[1:-1]
        for c in range(first, last):
            padded = np.pad(steps[:, c], (milliseconds // 2, (milliseconds - 1) // 2), 'edge')
            steps[:, c] = np.convolve(padded, window / window.sum(), 'valid')
    ticks = np.arange(len(steps) * RATE // 1000) * 1000 / RATE
    return np.array([np.interp(ticks, np.arange(len(steps)), c) for c in steps.T])


def resonances(f, formants, mouth_width):
    """How loud a harmonic of frequency f becomes; f: harmonics × time, formants: 3 × time."""
    loud = np.zeros_like(f)
    for formant, weight, width in zip(formants, (1., .55, .25), (80, 110, 170)):
        loud += weight / np.sqrt(1 + ((f - formant) / (width * mouth_width)) ** 2)
    return loud / (1 + (f / 900) ** 1.2)


def speak(word, rng):
    """One second of sound, within ±1."""
    f1, f2, f3, voice, noise, center, width = tracks(word, rng)
    n = f1.size
    t = np.linspace(0, 1, n)
    pitch = rng.uniform(90, 240) * (1 + rng.uniform(-.25, .15) * t + .02 * np.sin(2 * np.pi * rng.uniform(3, 6) * t))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    k = np.arange(1, int(6_000 / pitch.min()) + 1)[:, None]
    f = k * pitch
    sound = (np.sin(k * phase + rng.uniform(0, 2 * np.pi, k.shape)) * resonances(f, (f1, f2, f3), rng.uniform(.8, 1.3))
             * (f < 6_000)).sum(0) * voice
    # Noise: frames of white noise, each under the hill of its moment, added with overlap.
    hiss, window = np.zeros(n + FRAME), np.hanning(FRAME)
    frequencies = np.fft.rfftfreq(FRAME, 1 / RATE)
    for start in range(0, n, FRAME // 2):
        hill = np.exp(-.5 * ((frequencies - center[start]) / width[start]) ** 2)
        hiss[start:start + FRAME] += window * np.fft.irfft(np.fft.rfft(rng.normal(0, 1, FRAME)) * hill)
    sound = sound + hiss[:n] * noise * 1.6
    whole = np.zeros(FRAME + HOP * (FRAMES - 1))
    start = int(rng.integers(0, max(1, whole.size - n)))
    sound = sound[:whole.size - start]
    whole[start:start + sound.size] = sound
    whole /= np.abs(whole).max()
    # A room that is never silent.
    room = np.cumsum(rng.normal(0, 1, whole.size)) * .02 + rng.normal(0, 1, whole.size)
    room = (room - room.mean()) / room.std()
    loud = np.sqrt((whole ** 2).mean()) * 10 ** (-rng.uniform(6, 30) / 20)
    whole = whole + loud * room
    return whole / np.abs(whole).max() * rng.uniform(.3, 1)


def mel_filters():
    """Triangles that are evenly spaced on the mel scale, 2595 · log10(1 + f / 700): bands × frequencies."""
    mel = np.linspace(*(2595 * np.log10(1 + np.array([LOWEST, HIGHEST]) / 700)), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    f = np.fft.rfftfreq(FRAME, 1 / RATE)[None]
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.clip(np.minimum((f - low) / (middle - low), (high - f) / (high - middle)), 0, None)


FILTERS = mel_filters()


def picture(sound):
    """The sound as a picture, BANDS × FRAMES, 0 … 255: time to the right, frequency up, loudness in decibels."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP] * np.hanning(FRAME)
    power = FILTERS @ (np.abs(np.fft.rfft(frames)) ** 2).T
    decibels = 10 * np.log10(power + 1e-10)
    return np.rint(np.clip((decibels - decibels.max()) / DEPTH + 1, 0, 1) * 255).astype(np.uint8)[::-1]


def draw(word, rng):
    return picture(speak(word, rng))
