"""All of sprig's functions as one table, those that cannot be run here with the reason.

In: the modules beside this one. Out: the table for ``table``.
"""

from __future__ import annotations

from wfsim.lang.functions import (
    sprig_encodings,
    sprig_lists,
    sprig_maps,
    sprig_numbers,
    sprig_paths,
    sprig_patterns,
    sprig_texts,
    sprig_values,
    sprig_versions,
    sprig_words,
)
from wfsim.lang.functions.signatures import Table, refuse

TABLE: Table = {
    **sprig_texts.TABLE,
    **sprig_words.TABLE,
    **sprig_numbers.TABLE,
    **sprig_lists.TABLE,
    **sprig_maps.TABLE,
    **sprig_values.TABLE,
    **sprig_encodings.TABLE,
    **sprig_paths.TABLE,
    **sprig_patterns.TABLE,
    **sprig_versions.TABLE,
}
refuse(TABLE, "now date dateInZone dateModify date_modify htmlDate htmlDateInZone ago unixEpoch", "reads the clock")
refuse(TABLE, "duration durationRound toDate mustToDate", "makes points in time")
refuse(TABLE, "randAlphaNum randAlpha randAscii randNumeric randInt randBytes uuidv4 shuffle", "needs chance")
refuse(TABLE, "genPrivateKey genCA genCAWithKey genSelfSignedCert genSignedCert bcrypt htpasswd", "needs chance")
refuse(TABLE, "encryptAES decryptAES buildCustomCert genSelfSignedCertWithKey genSignedCertWithKey", "needs chance")
refuse(TABLE, "date_in_zone mustDateModify must_date_modify", "needs chance")
refuse(TABLE, "getHostByName", "asks the network")
