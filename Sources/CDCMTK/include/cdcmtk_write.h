#ifndef CDCMTK_WRITE_H
#define CDCMTK_WRITE_H
#include "cdcmtk_error.h"
#endif
