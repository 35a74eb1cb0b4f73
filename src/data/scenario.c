/* scenario.c - what a relocation moves */
#include <hotgrid/arena.h>
#include <hotgrid/scenario.h>
#include <stdlib.h>

void hg_scenario_destroy(struct hg_scenario *scenario)
{
    if (!scenario)
        return;
    hg_arena_destroy(scenario->arena);
    free(scenario);
}
