#ifndef CDCMTK_H
#define CDCMTK_H

/// A small C interface over DCMTK and OpenJPEG: opaque handles, plain structs, and no exception that crosses it.
#include "cdcmtk_error.h"
#include "cdcmtk_read.h"
#include "cdcmtk_write.h"

#endif
