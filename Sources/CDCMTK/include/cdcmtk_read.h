#ifndef CDCMTK_READ_H
#define CDCMTK_READ_H
#include "cdcmtk_error.h"
#endif
