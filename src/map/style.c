/* style.c - the built-in report style */
#include <hotgrid/style.h>

void hg_style_default(struct hg_style *style)
{
    /* Page and type sizes as journals ask for a figure of two columns: 180 mm, sans
     * serif, 5 to 7 pt in the figure. */
    *style = (struct hg_style){
        .name = "report",
        .width_mm = 180,
        .height_mm = 0,
        .dpi = 254,
        .font = "DejaVu Sans",
        .title_pt = 10,
        .subtitle_pt = 7.5,
        .text_pt = 6.5,
        .small_pt = 5.5,
        .ramp = "YlOrRd",
        .page = {0xff, 0xff, 0xff},
        .ink = {0x1f, 0x23, 0x28},
        .faint = {0x62, 0x69, 0x70},
        .sea = {0xea, 0xf1, 0xf6},
        .land = {0xe1, 0xe1, 0xde},
        .no_data = {0xc6, 0xc8, 0xc9},
        .no_emission = {0xfb, 0xfa, 0xf6},
        .border = {0x6e, 0x72, 0x76},
        .coast = {0x52, 0x59, 0x60},
        .graticule = {0x9f, 0xb0, 0xbd},
        .lake = {0xd3, 0xe4, 0xf0},
        .symbol = {0x1b, 0x4f, 0x9c},
        .border_pt = 0.28,
        .coast_pt = 0.4,
        .national_pt = 0.7,
        .neighbour_pt = 0.28,
        .graticule_pt = 0.3,
        .graticule_deg = 10,
        .label_pt = 6,
    };
}
