/* qml.c - the style beside a layer that QGIS loads with it */
#include "study/layers.h"

static void open_qml(struct hg_text *text)
{
    hg_text_print(text,
                  "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                  "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\">\n"
                  "  <pipe>\n");
}

static void close_qml(struct hg_text *text)
{
    hg_text_print(
        text, "    <brightnesscontrast brightness=\"0\" contrast=\"0\" gamma=\"1\"/>\n"
              "    <huesaturation saturation=\"0\" grayscaleMode=\"0\"/>\n"
              "    <rasterresampler maxOversampling=\"2\"/>\n"
              "  </pipe>\n"
              "  <blendMode>0</blendMode>\n"
              "</qgis>\n");
}

static void item(struct hg_text *text, const char *value, struct hg_colour colour,
                 const char *label)
{
    hg_text_print(text,
                  "          <item value=\"%s\" color=\"#%02x%02x%02x\" alpha=\"255\" "
                  "label=\"",
                  value, colour.red, colour.green, colour.blue);
    hg_text_add_xml(text, label);
    hg_text_print(text, "\"/>\n");
}

/* QGIS takes a value up to an item's into its class; here an edge opens the next one. */
static const char *below(double edge, char value[HG_DOUBLE_TEXT])
{
    return hg_text_double(nextafter(edge, -INFINITY), value);
}

/* "10 – 100 t km⁻² yr⁻¹", and at the ends what lies beyond the edges too. */
static void label_class(const struct layer *layer, size_t i, char *label, size_t size)
{
    static const char *const unit[] = {[HG_LAYER_DENSITY] = "t km⁻² yr⁻¹",
                                       [HG_LAYER_TOTAL] = "t yr⁻¹",
                                       [HG_LAYER_SHARE] = "%",
                                       [HG_LAYER_SIGMA] = "t km⁻² yr⁻¹",
                                       [HG_LAYER_RELATIVE_SIGMA] = "%",
                                       [HG_LAYER_STABILITY] = "%"};
    const struct hg_classes *classes = &layer->classes;
    const double low = classes->edge[i], high = classes->edge[i + 1];
    char low_text[HG_EDGE_TEXT], high_text[HG_EDGE_TEXT];
    hg_class_edge_text(low, low_text);
    hg_class_edge_text(high, high_text);
    const char *u = unit[layer->quantity];
    if (i + 1 == classes->n && layer->maximum > high + 1e-6 * fabs(high))
        snprintf(label, size, "≥ %s %s", low_text, u);
    else if (i == 0 && layer->lowest < low - 1e-6 * fabs(low))
        snprintf(label, size, "< %s %s", high_text, u);
    else
        snprintf(label, size, "%s – %s %s", low_text, high_text, u);
}

/* Where classes meet at 0 that is no change; no Float32 lies between -1e-50 and it. */
static void class_items(const struct job *job, const struct layer *layer,
                        const struct hg_colour *colour, struct hg_text *text)
{
    const struct hg_classes *classes = &layer->classes;
    for (size_t i = 0; i < classes->n; i++) {
        char value[HG_DOUBLE_TEXT], label[128];
        const bool zero = layer_diverges(layer) && classes->edge[i + 1] == 0;
        label_class(layer, i, label, sizeof(label));
        item(text,
             i + 1 == classes->n ? "inf"
             : zero              ? "-1e-50"
                                 : below(classes->edge[i + 1], value),
             colour[i], label);
        if (zero)
            item(text, "0", job->style.no_emission, layer_zero(layer));
    }
}

/* Colours that run on: QGIS mixes them linearly between items, so that there are several
 * between two round numbers; those are labelled. */
static void ramp_items(const struct job *job, const struct layer *layer,
                       struct hg_text *text)
{
    enum { BETWEEN = 4, COLOURS = 1025 };
    struct hg_colour colour[COLOURS];
    const struct hg_classes *classes = &layer->classes;
    hg_ramp_colours(hg_ramp_find(job->style.ramp), COLOURS, colour);
    if (!layer_is_percent(layer)) /* whatever is above 0 has a colour of the ramp */
        item(text, "1e-50", colour[0], "");
    for (size_t i = 0; i <= classes->n * BETWEEN; i++) {
        const double from = hg_class_part(classes, classes->edge[i / BETWEEN]);
        const double to = i < classes->n * BETWEEN
                              ? hg_class_part(classes, classes->edge[i / BETWEEN + 1])
                              : from;
        const double part = from + (to - from) * (double)(i % BETWEEN) / BETWEEN;
        char value[HG_DOUBLE_TEXT], label[HG_EDGE_TEXT] = "";
        if (i % BETWEEN == 0) {
            hg_text_double(classes->edge[i / BETWEEN], value);
            hg_class_edge_text(classes->edge[i / BETWEEN], label);
        } else {
            (void)snprintf(value, sizeof(value), "%.6g", hg_class_value(classes, part));
        }
        item(text, value, colour[lround(part * (COLOURS - 1))], label);
    }
}

void qml_classes(const struct job *job, const struct layer *layer,
                 const struct hg_colour *colour, struct hg_text *text)
{
    const bool share = layer_is_percent(layer);
    const bool ramp = layer->classes.n && layer->classes.scale != HG_SCALE_CLASSES;
    char low[HG_DOUBLE_TEXT], high[HG_DOUBLE_TEXT];
    open_qml(text);
    hg_text_print(
        text,
        "    <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\" "
        "alphaBand=\"-1\" nodataColor=\"\" classificationMin=\"%s\" "
        "classificationMax=\"%s\">\n"
        "      <rastershader>\n"
        "        <colorrampshader colorRampType=\"%s\" classificationMode=\"%d\" "
        "clip=\"0\" labelPrecision=\"4\">\n",
        hg_text_double(layer->classes.n ? layer->classes.edge[0] : 0, low),
        hg_text_double(layer->classes.n ? layer->classes.edge[layer->classes.n] : 0,
                       high),
        ramp ? "INTERPOLATED" : "DISCRETE", ramp ? 1 : 2);
    const bool diverges = layer_diverges(layer);
    /* The map shows what is below 0, where stocks were drawn down, in its lowest class;
     * no Float32 lies between -1e-50 and 0. */
    if (!share && !diverges && layer->minimum < 0 && layer->classes.n)
        item(text, "-1e-50", colour[0], "< 0");
    if (!share && !diverges)
        item(text, "0", job->style.no_emission, layer_zero(layer));
    if (ramp)
        ramp_items(job, layer, text);
    else
        class_items(job, layer, colour, text);
    if (!layer->classes.n && share)
        item(text, "inf", job->style.no_emission, "No emission");
    if (ramp) /* a swatch for each item, not a bar that is linear in any case */
        hg_text_print(text,
                      "          <rampLegendSettings useContinuousLegend=\"0\"/>\n");
    hg_text_print(text, "        </colorrampshader>\n"
                        "      </rastershader>\n"
                        "    </rasterrenderer>\n");
    close_qml(text);
}

static void palette_entry(struct hg_text *text, size_t value, struct hg_colour colour,
                          const char *label)
{
    hg_text_print(text,
                  "        <paletteEntry value=\"%zu\" color=\"#%02x%02x%02x\" "
                  "alpha=\"255\" label=\"",
                  value, colour.red, colour.green, colour.blue);
    hg_text_add_xml(text, label);
    hg_text_print(text, "\"/>\n");
}

static void open_palette(struct hg_text *text)
{
    open_qml(text);
    hg_text_print(text, "    <rasterrenderer type=\"paletted\" band=\"1\" opacity=\"1\" "
                        "alphaBand=\"-1\" nodataColor=\"\">\n"
                        "      <colorPalette>\n");
}

static void close_palette(struct hg_text *text)
{
    hg_text_print(text, "      </colorPalette>\n"
                        "    </rasterrenderer>\n");
    close_qml(text);
}

void qml_markets(const struct job *job, const uint8_t *present, struct hg_text *text)
{
    open_palette(text);
    if (present[0])
        palette_entry(text, 0, job->style.no_emission, "No emission");
    for (size_t rank = 0; rank < job->mix->n_destination; rank++)
        for (size_t d = 0; d < job->mix->n_destination; d++)
            if (job->market_rank[d] == rank && present[d + 1])
                palette_entry(text, d + 1, job->market_colour[d],
                              job_market_name(job, d));
    close_palette(text);
}

void qml_palette(size_t n, const struct hg_class_entry *entry, struct hg_text *text)
{
    open_palette(text);
    for (size_t i = 0; i < n; i++)
        palette_entry(text, entry[i].value,
                      (struct hg_colour){entry[i].red, entry[i].green, entry[i].blue},
                      entry[i].name);
    close_palette(text);
}
