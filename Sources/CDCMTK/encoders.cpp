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
        // DCMTK 3.6.7 writes before its buffer when it pads a codestream with 0xFF; a zero byte behind the codestream is as good.
        constexpr OFBool pads_with_ff = OFFalse;
        DJLSEncoderRegistration::registerCodecs(
            0, 0, 0, 0, OFTrue, 0, OFTrue, EJLSUC_default, OFFalse, DJLSCodecParameter::interleaveDefault, pads_with_ff);
    });
}
