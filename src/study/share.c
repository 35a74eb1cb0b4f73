/* share.c - where grids/, styles/ and benchmarks/ are, and what they hold */
#include "study/share.h"
#include "config.h"
#include "study/yaml.h"
#include <dirent.h>
#include <hotgrid/path.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool hg_path_is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool hg_path_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static const char *print_path(struct hg_arena *arena, const char *a, const char *between,
                              const char *b, const char *end)
{
    const size_t n = strlen(a) + strlen(between) + strlen(b) + strlen(end) + 1;
    char *path = hg_arena_alloc(arena, n, 1);
    if (path)
        snprintf(path, n, "%s%s%s%s", a, between, b, end);
    return path;
}

const char *hg_path_join(struct hg_arena *arena, const char *folder, const char *path)
{
    if (path[0] == '/' || !folder || folder[0] == '\0' || strcmp(folder, ".") == 0)
        return hg_arena_copy(arena, path, strlen(path));
    const bool ends = folder[strlen(folder) - 1] == '/';
    return print_path(arena, folder, ends ? "" : "/", path, "");
}

const char *hg_path_folder(struct hg_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return hg_arena_copy(arena, ".", 1);
    return hg_arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

/* ../share/hotgrid beside the folder of the program: an installed tree may be moved. */
static const char *beside_program(void)
{
    static char path[4096];
    static const char below[] = "/share/hotgrid";
    const ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof(below));
    if (n <= 0 || (size_t)n >= sizeof(path) - sizeof(below))
        return NULL;
    path[n] = '\0';
    for (int level = 0; level < 2; level++) { /* the program, then bin */
        char *slash = strrchr(path, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    memcpy(path + strlen(path), below, sizeof(below));
    return hg_path_is_folder(path) ? path : NULL;
}

const char *hg_share_folder(void)
{
    const char *named = getenv("HOTGRID_SHARE");
    if (named && *named)
        return named;
    const char *beside = beside_program();
    if (beside)
        return beside;
    if (hg_path_is_folder(HG_SHARE_SOURCE "/grids"))
        return HG_SHARE_SOURCE;
    return hg_path_is_folder(HG_SHARE_INSTALLED) ? HG_SHARE_INSTALLED : NULL;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

bool hg_share_is_name(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789";
    static const char others[] = "-_.";
    if (*text == '\0' || !strchr(letters, *text) || strlen(text) > 63)
        return false;
    for (const char *p = text; *p; p++)
        if (!strchr(letters, *p) && !strchr(others, *p))
            return false;
    return !ends_with(text, ".yaml") && !ends_with(text, ".yml");
}

/* Standards are tables, the others maps of keys. */
static const char *ending_of(const char *room)
{
    return strcmp(room, "benchmarks") == 0 ? ".csv" : ".yaml";
}

/* "name.yaml" without its end; NULL for other files. */
static const char *name_of(struct hg_arena *arena, const char *file, const char *ending)
{
    if (!ends_with(file, ending))
        return NULL;
    const char *name = hg_arena_copy(arena, file, strlen(file) - strlen(ending));
    return name && hg_share_is_name(name) ? name : NULL;
}

static int compare_names(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static enum hg_status list_names(DIR *folder, const char *ending, struct hg_arena *arena,
                                 struct hg_words *out, struct hg_error *err)
{
    enum { MOST = 256 }; /* names are for messages and for `hotgrid info` */
    struct hg_words words = {.word = hg_arena_alloc(arena, MOST, sizeof(char *))};
    if (!words.word)
        return hg_fail(err, HG_E_MEMORY, "no memory for the names of shared files");
    for (struct dirent *entry; words.n < MOST && (entry = readdir(folder));) {
        const char *name = name_of(arena, entry->d_name, ending);
        if (name)
            words.word[words.n++] = name;
    }
    qsort(words.word, words.n, sizeof(char *), compare_names);
    *out = words;
    return HG_OK;
}

enum hg_status hg_share_names(const char *room, struct hg_arena *arena,
                              struct hg_words *out, struct hg_error *err)
{
    const char *share = hg_share_folder();
    const char *path = hg_path_join(arena, share ? share : ".", room);
    if (!path)
        return hg_fail(err, HG_E_MEMORY, "no memory for the names of %s", room);
    DIR *folder = share ? opendir(path) : NULL;
    if (!folder) {
        *out = (struct hg_words){0};
        return HG_OK;
    }
    const enum hg_status status = list_names(folder, ending_of(room), arena, out, err);
    closedir(folder);
    return status;
}

/* What is told when a name is not among the shared files. */
static enum hg_status unknown_name(const char *room, const char *name,
                                   struct hg_arena *arena, struct hg_error *err)
{
    char shown[HG_SHOWN_TEXT];
    struct hg_words known = {0};
    enum hg_status status = hg_share_names(room, arena, &known, err);
    if (status != HG_OK)
        return status;
    const char *share = hg_share_folder();
    hg_yaml_shown(name, shown);
    if (known.n == 0)
        return hg_fail(err, HG_E_STUDY,
                       "`%s` is not known: %s%s%s holds no files; name the folder of "
                       "grids/ and styles/ in HOTGRID_SHARE",
                       shown, share ? share : "no folder", share ? "/" : " of ", room);

    const char *near = hg_text_nearest(name, known.word, known.n);
    struct hg_text list = {0};
    for (size_t i = 0; i < known.n; i++)
        hg_text_print(&list, "%s%s", i ? ", " : "", known.word[i]);
    status =
        hg_fail(err, HG_E_STUDY,
                "`%s` is not known; known %s %s, or write the path of a file%s%s%s",
                shown, known.n == 1 ? "is" : "are", list.bytes ? list.bytes : "others",
                near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    free(list.bytes);
    return status;
}

static enum hg_status find_path(const char *path, const char *folder,
                                struct hg_arena *arena, const char **out,
                                struct hg_error *err)
{
    char shown[HG_SHOWN_TEXT];
    const char *whole = hg_path_join(arena, folder, path);
    if (!whole)
        return hg_fail(err, HG_E_MEMORY, "no memory for a path");
    if (!hg_path_is_plain(path) || !hg_path_is_plain(whole))
        return hg_fail(err, HG_E_STUDY, "`%s` is not the plain path of a file",
                       hg_yaml_shown(path, shown));
    if (!hg_path_is_file(whole))
        return hg_fail(err, HG_E_STUDY, "`%s` does not exist (looked for %s)",
                       hg_yaml_shown(path, shown), whole);
    *out = whole;
    return HG_OK;
}

enum hg_status hg_share_find(const char *room, const char *name_or_path,
                             const char *folder, struct hg_arena *arena, const char **out,
                             struct hg_error *err)
{
    if (!hg_share_is_name(name_or_path))
        return find_path(name_or_path, folder, arena, out, err);

    const char *share = hg_share_folder();
    const char *in_room = print_path(arena, room, "/", name_or_path, ending_of(room));
    const char *path = in_room ? hg_path_join(arena, share, in_room) : NULL;
    if (!path)
        return hg_fail(err, HG_E_MEMORY, "no memory for a path");
    if (!share || !hg_path_is_file(path))
        return unknown_name(room, name_or_path, arena, err);
    *out = path;
    return HG_OK;
}
