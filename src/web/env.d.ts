/** The version this page was built as; the server names its own with every answer. */
declare const __SHUDU_VERSION__: string
