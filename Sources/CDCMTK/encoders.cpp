#include "encoders.hpp"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcrleerg.h"
#include "dcmtk/dcmjpeg/djencode.h"
#include "dcmtk/dcmjpls/djencode.h"

#include <mutex>

void cdcmtk::register_encoders() {
    static std::once_flag once;
    std::call_once(once, [] {
        DcmRLEEncoderRegistration::registerCodecs();
        DJEncoderRegistration::registerCodecs();
        // Raw encoding: the cooked one of DCMTK 3.6.7 writes a byte before its buffer when it pads a codestream.
        constexpr OFBool cooked = OFFalse;
        DJLSEncoderRegistration::registerCodecs(0, 0, 0, 0, cooked);
    });
}
