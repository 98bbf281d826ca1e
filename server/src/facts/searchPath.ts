/**
 * PATH where an image sets none: what BuildKit puts in (system.DefaultPathEnvUnix, called by dispatchStages), for scratch
 * too, and what the official images are built with.
 */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
