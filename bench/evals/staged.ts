/** In a staged project: the environment that leads a server to the task's simulated fal. */
export const STAGED = '.fal-video-eval.json';
