#include "CEmbedded.h"

#include <string.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char reference_values[] = {
#embed "../../Phantoms/ibsi1/reference_values.csv"
};
static const unsigned char diagnostics[] = {
#embed "../../Phantoms/ibsi1/diagnostics.csv"
};
static const unsigned char ibsi_digital[] = {
#embed "../../Pipelines/recipes/ibsi-digital.yaml"
};
static const unsigned char ibsi_a[] = {
#embed "../../Pipelines/recipes/ibsi-a.yaml"
};
static const unsigned char ibsi_b[] = {
#embed "../../Pipelines/recipes/ibsi-b.yaml"
};
static const unsigned char ibsi_c[] = {
#embed "../../Pipelines/recipes/ibsi-c.yaml"
};
static const unsigned char ibsi_d[] = {
#embed "../../Pipelines/recipes/ibsi-d.yaml"
};
static const unsigned char ibsi_e[] = {
#embed "../../Pipelines/recipes/ibsi-e.yaml"
};

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} files[] = {
    {"reference_values.csv", reference_values, sizeof reference_values},
    {"diagnostics.csv", diagnostics, sizeof diagnostics},
    {"ibsi-digital.yaml", ibsi_digital, sizeof ibsi_digital},
    {"ibsi-a.yaml", ibsi_a, sizeof ibsi_a},
    {"ibsi-b.yaml", ibsi_b, sizeof ibsi_b},
    {"ibsi-c.yaml", ibsi_c, sizeof ibsi_c},
    {"ibsi-d.yaml", ibsi_d, sizeof ibsi_d},
    {"ibsi-e.yaml", ibsi_e, sizeof ibsi_e},
};

const unsigned char *embedded_file(const char *name, size_t *count) {
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(files[i].name, name) == 0) {
            *count = files[i].count;
            return files[i].bytes;
        }
    }
    *count = 0;
    return NULL;
}
