import { expect, it } from 'vitest';
import { searchTools } from '../test/support/tool-search.ts';
import { tools } from './index.ts';

/** Questions as people ask them, and the tool that answers each. */
it.each([
  ['how much does it cost to animate a picture', 'estimate_cost'],
  ['which model is the cheapest for this clip', 'estimate_cost'],
  ['what will ten seconds of video cost', 'estimate_cost'],
  ['how much money did I spend', 'read_ledger'],
  ['how much of my budget is left today', 'read_ledger'],
  ['animate this picture', 'generate_video'],
  ['turn a photo into a video', 'generate_video'],
  ['continue or extend a clip', 'generate_video'],
  ['draw an image of a fox', 'generate_image'],
  ['edit or change a picture', 'generate_image'],
  ['which video models are there', 'list_models'],
  ['what arguments does this model take', 'get_model'],
  ['is my video finished, download it', 'get_job'],
  ['show all my jobs', 'list_jobs'],
  ['stop a job that is still running', 'cancel_job'],
  ['compare several models side by side', 'plan_experiment'],
  ['run the comparison', 'run_experiment'],
  ['which model won the comparison', 'get_experiment'],
  ['write down what we learned', 'record_learning'],
  ['extract frames from a video', 'inspect_video'],
  ['make a sprite sheet or a looping gif', 'inspect_video'],
  ['remove the background of a character', 'prepare_plate'],
  ['check the bills of fal against the estimates', 'reconcile_costs'],
  ['add a new endpoint that is not known', 'add_model'],
])('"%s" finds %s', (question, tool) => {
  expect(searchTools(question, tools).slice(0, 3)).toContain(tool);
});
