// Written by `npm run generate` from package.json.

/** Version of the extension, the language server and the command line alike. */
export const version = '0.1.0';
