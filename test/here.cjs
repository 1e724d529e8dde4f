// Stands in for lib/runtime/here.ts, whose import.meta does not exist in the CommonJS that jest runs.
exports.packageRoot = require('node:path').resolve(__dirname, '..');
