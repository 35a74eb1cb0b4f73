/* transfers.c - flows between regions added up by who emits and who consumes */
#include <hotgrid/axis.h>
#include <hotgrid/transfers.h>
#include <math.h>

/* The country that all members are parts of. */
static size_t common_parent(const struct hg_transfer_table *table, const bool *member)
{
    size_t parent = HG_NOT_FOUND;
    bool any = false;
    for (size_t r = 0; r < table->n; r++) {
        if (!member[r])
            continue;
        if (any && table->parent[r] != parent)
            return HG_NOT_FOUND;
        parent = table->parent[r];
        any = true;
    }
    return parent;
}

void hg_transfers_of(const struct hg_transfer_table *table, const bool *member,
                     struct hg_transfers *out)
{
    const size_t n = table->n, parent = common_parent(table, member);
    struct hg_transfers sum = {0};
    for (size_t r = 0; r < n; r++)
        for (size_t d = 0; d < n; d++) {
            const double kg = table->known[r] ? table->flow[r * n + d] : NAN;
            const size_t far = member[r] ? d : r;
            const bool near = parent != HG_NOT_FOUND && table->parent[far] == parent;
            if (member[r] && member[d])
                sum.own += kg;
            else if (member[r])
                *(near ? &sum.other : &sum.abroad) += kg;
            else if (member[d])
                *(near ? &sum.from_other : &sum.from_abroad) += kg;
        }
    *out = sum;
}

void hg_transfers_add(struct hg_transfers *sum, const struct hg_transfers *part)
{
    sum->own += part->own;
    sum->other += part->other;
    sum->abroad += part->abroad;
    sum->from_other += part->from_other;
    sum->from_abroad += part->from_abroad;
}

double hg_transfers_emitted(const struct hg_transfers *chain)
{
    return chain->own + chain->other + chain->abroad;
}

double hg_transfers_consumed(const struct hg_transfers *chain)
{
    return chain->own + chain->from_other + chain->from_abroad;
}

static double part_of(double part, double whole)
{
    return whole != 0 ? part / whole : NAN;
}

double hg_transfers_outside(const struct hg_transfers *chain)
{
    return part_of(chain->other + chain->abroad, hg_transfers_emitted(chain));
}

double hg_transfers_outsourced(const struct hg_transfers *chain)
{
    return part_of(chain->from_other + chain->from_abroad, hg_transfers_consumed(chain));
}
