"""The Lark grammars of wfsim's small languages; ``wfsim.lang.grammars`` reads them."""
