/* git's answer to `ls-files -z -t --stage`, taken apart without the interpreter. Called through ctypes; nothing is kept between calls. */
#include <stdint.h>
#include <string.h>

static const char FILE_MODE[] = "H 100644 ", PROGRAM_MODE[] = "H 100755 ", MERGED[] = " 0\t";

enum { MODE = sizeof FILE_MODE - 1, STAGE = sizeof MERGED - 1 };

/* The path of a tracked file that is checked out, as nearly all are; NULL where the entry tells of something else. */
static const char *path_of(const char *entry, const char *end)
{
    if (end - entry < MODE || (memcmp(entry, FILE_MODE, MODE) != 0 && memcmp(entry, PROGRAM_MODE, MODE) != 0))
        return NULL;
    const char *tab = memchr(entry, '\t', (size_t)(end - entry)); /* the first one ends what git says of the path */
    return tab && tab + 1 < end && memcmp(tab + 1 - STAGE, MERGED, STAGE) == 0 ? tab + 1 : NULL;
}

static char *put(char *to, const char *text, const char *end)
{
    memcpy(to, text, (size_t)(end - text));
    to[end - text] = '\0';
    return to + (end - text) + 1;
}

/* answer: `length` bytes of entries, each ended by a NUL. paths, others: room for as much; they get the paths of the tracked files, and
 * the entries of all else. lengths: how much was written to each. */
void tracked(const char *answer, int64_t length, char *paths, char *others, int64_t *lengths)
{
    char *path_end = paths, *other_end = others;
    for (const char *entry = answer, *stop = answer + length; entry < stop;) {
        const char *nul = memchr(entry, '\0', (size_t)(stop - entry));
        const char *end = nul ? nul : stop;
        const char *path = path_of(entry, end);
        if (path)
            path_end = put(path_end, path, end);
        else
            other_end = put(other_end, entry, end);
        entry = end + 1;
    }
    lengths[0] = path_end - paths;
    lengths[1] = other_end - others;
}
