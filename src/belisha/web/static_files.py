"""Static files under names that carry a hash of their content, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes what our modules import as well."""

    support_js_module_import_aggregation = True
