/* colour.c - sRGB to CIE L*a*b* and back, "#rrggbb" */
#include "map/colour.h"
#include <math.h>
#include <string.h>

/* IEC 61966-2-1 (sRGB), and the matrix for D65 of Lindbloom (2003). */
static const double TO_XYZ[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                    {0.2126729, 0.7151522, 0.0721750},
                                    {0.0193339, 0.1191920, 0.9503041}};
static const double FROM_XYZ[3][3] = {{3.2404542, -1.5371385, -0.4985314},
                                      {-0.9692660, 1.8760108, 0.0415560},
                                      {0.0556434, -0.2040259, 1.0572252}};
static const double WHITE[3] = {0.95047, 1, 1.08883};

/* CIE 15:2004, 8.2.1: the linear part near black. */
static const double EPSILON = 216.0 / 24389, KAPPA = 24389.0 / 27;

static double linear(uint8_t channel)
{
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static uint8_t channel(double c)
{
    const double s = c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055;
    return (uint8_t)lround(255 * fmin(fmax(s, 0), 1));
}

struct lab colour_to_lab(struct hg_colour colour)
{
    const double rgb[3] = {linear(colour.red), linear(colour.green), linear(colour.blue)};
    double f[3];
    for (int i = 0; i < 3; i++) {
        const double *m = TO_XYZ[i];
        const double t = (m[0] * rgb[0] + m[1] * rgb[1] + m[2] * rgb[2]) / WHITE[i];
        f[i] = t > EPSILON ? cbrt(t) : (KAPPA * t + 16) / 116;
    }
    return (struct lab){116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

struct hg_colour colour_from_lab(struct lab lab)
{
    const double middle = (lab.lightness + 16) / 116;
    const double f[3] = {middle + lab.a / 500, middle, middle - lab.b / 200};
    double xyz[3], rgb[3];
    for (int i = 0; i < 3; i++) {
        const double cube = f[i] * f[i] * f[i];
        xyz[i] = WHITE[i] * (cube > EPSILON ? cube : (116 * f[i] - 16) / KAPPA);
    }
    for (int i = 0; i < 3; i++) {
        const double *m = FROM_XYZ[i];
        rgb[i] = m[0] * xyz[0] + m[1] * xyz[1] + m[2] * xyz[2];
    }
    return (struct hg_colour){channel(rgb[0]), channel(rgb[1]), channel(rgb[2])};
}

double hg_colour_lightness(struct hg_colour colour)
{
    return colour_to_lab(colour).lightness;
}

struct hg_colour colour_mix(struct hg_colour a, struct hg_colour b, double share)
{
    return (struct hg_colour){
        (uint8_t)lround(a.red + share * (b.red - a.red)),
        (uint8_t)lround(a.green + share * (b.green - a.green)),
        (uint8_t)lround(a.blue + share * (b.blue - a.blue)),
    };
}

uint32_t colour_word(struct hg_colour colour)
{
    return (uint32_t)colour.red << 16 | (uint32_t)colour.green << 8 | colour.blue;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hg_colour_parse(const char *text, struct hg_colour *out)
{
    if (text[0] != '#' || strlen(text) != 7)
        return false;
    uint8_t byte[3];
    for (int i = 0; i < 3; i++) {
        const int high = hex_digit(text[1 + 2 * i]), low = hex_digit(text[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        byte[i] = (uint8_t)(high * 16 + low);
    }
    *out = (struct hg_colour){byte[0], byte[1], byte[2]};
    return true;
}
