#include "CQhull.h"

#include <libqhull_r/qhull_ra.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static void keep_first_line(const char *text, char *message, size_t size) {
    if (size == 0) return;
    message[0] = 0;
    if (text) snprintf(message, size, "%.*s", (int)strcspn(text, "\n"), text);
}

int32_t cqhull_compute(
    const double *points, size_t count, cqhull_result *result, int32_t *vertices, double *normals, char *message, size_t message_size) {
    char *text = NULL;
    size_t text_size = 0;
    FILE *stream = open_memstream(&text, &text_size);
    if (!stream) return qh_ERRmem;
    double *copy = malloc(3 * count * sizeof(double));
    if (!copy) {
        fclose(stream);
        free(text);
        return qh_ERRmem;
    }
    memcpy(copy, points, 3 * count * sizeof(double));

    qhT state;
    qhT *qh = &state;
    qh_zero(qh, stream);
    int code = qh_new_qhull(qh, 3, (int)count, copy, False, "qhull", stream, stream);
    if (code == 0) {
        // A jump from within Qhull's own errors lands here.
        int jumped = setjmp(qh->errexit);
        if (jumped == 0) {
            qh->NOerrexit = False;
            qh_getarea(qh, qh->facet_list);
            result->volume = qh->totvol;
            result->area = qh->totarea;
            result->vertex_count = 0;
            vertexT *vertex;
            FORALLvertices { vertices[result->vertex_count++] = qh_pointid(qh, vertex->point); }
            qsort(vertices, result->vertex_count, sizeof(int32_t), ascending);
            result->facet_count = 0;
            facetT *facet;
            FORALLfacets {
                if (result->facet_count == 2 * count) break;
                memcpy(normals + 3 * result->facet_count++, facet->normal, 3 * sizeof(double));
            }
        }
        code = jumped;
    }
    qh->NOerrexit = True;
    fflush(stream);  // Only then is `text` set.
    keep_first_line(text, message, message_size);
    qh_freeqhull(qh, !qh_ALL);
    int kept = 0, total = 0;
    qh_memfreeshort(qh, &kept, &total);
    free(copy);
    fclose(stream);
    free(text);
    return code;
}
